"""Makes, replaces and revokes API keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.access import (
    BOOTSTRAP_KEY_ID,
    ApiKey,
    ClientScope,
    KeyDescription,
    KeyList,
    NewKey,
    Role,
    describe,
    secret_sha256,
)
from entelech.domain.credentials import key_text
from entelech.domain.errors import ConflictError, LostRaceError, NotFoundError
from entelech.domain.key_request import KeyRequest
from entelech.ports.access import KeyStore
from entelech.ports.clock import Clock, Entropy

if TYPE_CHECKING:
    from datetime import datetime, timedelta

_TRIES = 3


class KeyChange(Struct, frozen=True, kw_only=True):
    """A key before and after; the same when nothing changed."""

    before: KeyDescription
    after: KeyDescription


class Rotation(Struct, frozen=True, kw_only=True):
    """The successor, and what became of the old key."""

    made: NewKey
    old: KeyChange


class KeyMaker(Struct, frozen=True, kw_only=True):
    """The keys of a deployment. A key's text leaves once, in the answer that made it."""

    keys: KeyStore
    entropy: Entropy
    clock: Clock

    def make(self, request: KeyRequest) -> NewKey:
        """A new key."""
        for _ in range(_TRIES - 1):
            try:
                return self._make(request)
            except LostRaceError:
                continue  # its id was drawn before: one in a million millions
        return self._make(request)

    def page(self, *, limit: int, cursor: str | None) -> KeyList:
        """Keys by id, the revoked and expired ones too."""
        keys, next_cursor = self.keys.keys(limit=limit, cursor=cursor)
        now = self.clock.now()
        return KeyList(keys=[describe(key, now) for key in keys], next_cursor=next_cursor)

    def rotate(self, key_id: str, overlap: timedelta) -> Rotation:
        """A successor with the same rights; the old key works for the overlap and no longer.

        Raises:
            NotFoundError: there is no such key.
            ConflictError: the key is not valid any more.
        """
        old, now = self._known(key_id), self.clock.now()
        if not old.is_valid_at(now):
            raise ConflictError(f"Key '{key_id}' is revoked or has expired; make a new one.")
        request = KeyRequest(
            name=old.name, role=old.role, scope=old.scope, expires_at=old.expires_at
        )
        made = self.make(request)
        ends_at = min(now + overlap, old.expires_at or now + overlap)
        self.keys.note_expiry(key_id, ends_at)
        ending = replace(old, expires_at=ends_at)
        return Rotation(made=made, old=_change(old, ending, now))

    def revoke(self, key_id: str) -> KeyChange:
        """End the key, within a minute everywhere; it changes nothing twice.

        Raises:
            NotFoundError: there is no such key.
        """
        key, now = self._known(key_id), self.clock.now()
        if key.revoked_at is not None:
            return _change(key, key, now)
        self.keys.note_revocation(key_id, now)
        return _change(key, replace(key, revoked_at=now), now)

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

    def _make(self, request: KeyRequest) -> NewKey:
        secret, now = self.entropy.secret(), self.clock.now()
        key = ApiKey(
            key_id=self.entropy.key_id(),
            secret_sha256=secret_sha256(secret),
            name=request.name,
            role=request.role,
            scope=request.scope,
            created_at=now,
            expires_at=request.expires_at,
        )
        self.keys.add(key)
        return NewKey(api_key=key_text(key.key_id, secret), key=describe(key, now))

    def _known(self, key_id: str) -> ApiKey:
        key = self.keys.key(key_id)
        if key is None:
            raise NotFoundError(f"There is no key '{key_id}'.", field="key_id")
        return key


def _change(before: ApiKey, after: ApiKey, now: datetime) -> KeyChange:
    return KeyChange(before=describe(before, now), after=describe(after, now))
