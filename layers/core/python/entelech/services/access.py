"""The one choke point: who asks, and whether they may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from entelech.domain.access import (
    Action,
    ApiKey,
    ClientScope,
    Principal,
    Role,
    key_text,
    parse_key,
    secret_sha256,
)
from entelech.domain.errors import ForbiddenError, UnauthenticatedError
from entelech.ports import Clock, Entropy, KeyStore

if TYPE_CHECKING:
    from collections.abc import Mapping

BOOTSTRAP_KEY_ID = "operator"


@dataclass(frozen=True, kw_only=True)
class Access:
    """Turns credentials into a principal and decides what it may do."""

    keys: KeyStore

    def authorize(self, headers: Mapping[str, str], action: Action) -> Principal:
        """The principal behind a request, once it is sure that it may do this.

        ``headers`` have lower-case names. A key stands in ``Authorization: Bearer`` or ``X-API-Key``.

        Raises:
            UnauthenticatedError: no key, or none that we know.
            ForbiddenError: the key's role may not do this.
        """
        principal = self._authenticate(headers)
        if not principal.may(action):
            raise ForbiddenError(f"This key may not do this: {action.value}.")
        return principal

    def _authenticate(self, headers: Mapping[str, str]) -> Principal:
        key_id, secret = parse_key(_shown_key(headers))
        key = self.keys.key(key_id)
        if key is None or not key.is_opened_by(secret):
            raise UnauthenticatedError("That is not an API key of this deployment.")
        return key.principal


@dataclass(frozen=True, kw_only=True)
class KeyMaker:
    """Makes the first key of a deployment."""

    keys: KeyStore
    entropy: Entropy
    clock: Clock

    def make_bootstrap_key(self) -> str:
        """A new admin key, in place of the one made before: the text is shown here and never again."""
        secret = self.entropy.secret()
        self.keys.save(
            ApiKey(
                key_id=BOOTSTRAP_KEY_ID,
                secret_sha256=secret_sha256(secret),
                name="Made at deploy",
                role=Role.ADMIN,
                scope=ClientScope.everything(),
                created_at=self.clock.now(),
            )
        )
        return key_text(BOOTSTRAP_KEY_ID, secret)


def _shown_key(headers: Mapping[str, str]) -> str:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    key = headers.get("x-api-key", "").strip()
    if not key:
        raise UnauthenticatedError("Show an API key: 'Authorization: Bearer emk_...'.")
    return key
