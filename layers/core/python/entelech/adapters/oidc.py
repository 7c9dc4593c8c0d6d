"""Tokens of an OpenID Connect issuer: verified with PyJWT, by keys fetched from the issuer and kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from entelech.adapters.outgoing import OutgoingError
from entelech.domain.errors import UnauthenticatedError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Collection

    from jwt import PyJWK

    from entelech.adapters.outgoing import Outgoing
    from entelech.ports.clock import Clock

Fetch = Callable[[str], bytes]
"""``url -> body``; raises UnavailableError."""

_FETCH_S = 5.0

_ALGORITHMS = ["RS256", "ES256"]
_KEY_KINDS = {"RSA", "EC"}
_LEEWAY_S = 30
_KEYS_LAST_S = 3600.0
_ASKED_AGAIN_AFTER_S = 300.0
"""However many tokens name unknown keys, and however often the issuer is away."""
_FIRST_ASKED_AGAIN_AFTER_S = 10.0


class OidcVerifier:
    """``TokenVerifier`` for one issuer.

    ``audiences`` are those that a token must be for: in ``aud``, or, in an access token of Cognito,
    which has none, in ``client_id``. Source: Amazon Cognito, "Verifying JSON web tokens".
    """

    def __init__(
        self, *, issuer: str, audiences: Collection[str], fetch: Fetch, clock: Clock
    ) -> None:
        self._issuer = issuer
        self._audiences = frozenset(audiences)
        self._fetch = fetch
        self._clock = clock
        self._keys: Mapping[str, PyJWK] = {}
        self._fetched_at_s = 0.0
        self._asked_at_s: float | None = None

    def verify(self, text: str) -> Mapping[str, Any]:
        import jwt  # noqa: PLC0415 - takes 0.1 s, and who shows a key does not need it

        try:
            header = jwt.get_unverified_header(text)
            key = self._key(header.get("kid"))
            claims: dict[str, Any] = jwt.decode(
                text,
                key,
                algorithms=_ALGORITHMS,
                issuer=self._issuer,
                leeway=_LEEWAY_S,
                options={"require": ["exp", "iss", "sub"], "verify_aud": False},
            )
        except jwt.InvalidTokenError as error:
            raise UnauthenticatedError("This token is not valid here.") from error
        if not self._is_for_us(claims):
            raise UnauthenticatedError("This token is meant for another service.")
        return claims

    def _is_for_us(self, claims: Mapping[str, Any]) -> bool:
        """An access token, and one for us. What tells who somebody is opens nothing."""
        use = claims.get("token_use")
        if use is not None and use != "access":
            return False
        is_cognitos = use == "access" and "aud" not in claims
        audience = claims.get("client_id") if is_cognitos else claims.get("aud")
        named = audience if isinstance(audience, list) else [audience]
        return any(each in self._audiences for each in named if isinstance(each, str))

    def _key(self, key_id: object) -> PyJWK:
        self._refresh_old_keys()
        if key_id not in self._keys and self._may_ask():
            self._fetch_keys()
        key = self._keys.get(key_id) if isinstance(key_id, str) else None
        if key is None:
            raise UnauthenticatedError("This token is not valid here.")
        return key

    def _refresh_old_keys(self) -> None:
        """Old keys go on counting while the issuer does not answer; without any nothing counts."""
        is_fresh = self._clock.elapsed_s() - self._fetched_at_s < _KEYS_LAST_S
        if self._keys and (is_fresh or not self._may_ask()):
            return
        if not self._may_ask():
            raise UnavailableError("The issuer's keys cannot be read.")
        try:
            self._fetch_keys()
        except UnavailableError:
            if not self._keys:
                raise

    def _may_ask(self) -> bool:
        wait_s = _ASKED_AGAIN_AFTER_S if self._keys else _FIRST_ASKED_AGAIN_AFTER_S
        asked_at_s = self._asked_at_s
        return asked_at_s is None or self._clock.elapsed_s() - asked_at_s >= wait_s

    def _fetch_keys(self) -> None:
        import jwt  # noqa: PLC0415 - as above

        self._asked_at_s = self._clock.elapsed_s()
        about = self._document(self._issuer.rstrip("/") + "/.well-known/openid-configuration")
        if about.get("issuer") != self._issuer or not isinstance(about.get("jwks_uri"), str):
            raise UnavailableError("The issuer's configuration is not its own.")
        listed = self._document(about["jwks_uri"]).get("keys", [])
        keys = {}
        for each in listed if isinstance(listed, list) else []:
            if _is_usable(each):
                # an odd key is of no use; the others are
                with suppress(jwt.PyJWTError, ValueError, TypeError):
                    keys[each["kid"]] = jwt.PyJWK(each)
        if not keys:
            raise UnavailableError("The issuer lists no keys.")
        self._keys = keys
        self._fetched_at_s = self._clock.elapsed_s()

    def _document(self, url: str) -> dict[str, Any]:
        try:
            document = json.loads(self._fetch(url))
        except (ValueError, RecursionError) as error:
            raise UnavailableError("The issuer did not answer with JSON.") from error
        if not isinstance(document, dict):
            raise UnavailableError("The issuer did not answer with an object.")
        return document


def fetching(outgoing: Outgoing) -> Fetch:
    """What fetches an issuer's documents, with the filter that all outgoing calls have."""

    def fetch(url: str) -> bytes:
        if not url.startswith("https://"):
            raise UnavailableError("The issuer's keys are not behind TLS.")
        try:
            answer = outgoing.get(url, headers={"Accept": "application/json"}, timeout_s=_FETCH_S)
        except OutgoingError as error:
            raise UnavailableError("The issuer does not answer.") from error
        if answer.status != 200:
            raise UnavailableError("The issuer does not answer.")
        return answer.body

    return fetch


def _is_usable(key: object) -> bool:
    """A public key for signatures, with an id; a symmetric one would let its readers sign."""
    return (
        isinstance(key, dict)
        and isinstance(key.get("kid"), str)
        and isinstance(key.get("kty"), str)
        and key["kty"] in _KEY_KINDS
        and key.get("use", "sig") == "sig"
    )
