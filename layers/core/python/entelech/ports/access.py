"""Who asks, how often, and what they did; and secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from entelech.domain.access import ApiKey
    from entelech.domain.audit import AuditEntry, AuditQuery
    from entelech.domain.rate import Bucket


class KeyStore(Protocol):
    """API keys by their id."""

    def key(self, key_id: str) -> ApiKey | None:
        """The key, None when there is none."""

    def keys(self, *, limit: int, cursor: str | None) -> tuple[Sequence[ApiKey], str | None]:
        """Keys by id, a page at a time, and the cursor of the next one. May lag behind by a moment.

        Raises:
            InvalidError: the cursor is none of ours.
        """

    def add(self, key: ApiKey) -> None:
        """Store a new key.

        Raises:
            LostRaceError: its id is taken.
        """

    def save(self, key: ApiKey) -> None:
        """Store the key, in the place of one with the same id."""

    def note_use(self, key_id: str, at: datetime) -> None:
        """Remember when the key was last used; changes nothing else of it, and makes no key.

        Raises:
            LostRaceError: there is no such key.
        """

    def note_expiry(self, key_id: str, at: datetime) -> None:
        """Let the key end then; changes nothing else of it, and makes no key.

        Raises:
            LostRaceError: there is no such key.
        """

    def note_revocation(self, key_id: str, at: datetime) -> None:
        """The key is revoked since then; changes nothing else of it, and makes no key.

        Raises:
            LostRaceError: there is no such key.
        """


class BucketStore(Protocol):
    """Token buckets by name; one that was never stored is full."""

    def bucket(self, name: str) -> Bucket:
        """The bucket; ``Bucket()`` when it is not there."""

    def swap(self, name: str, before: Bucket, after: Bucket) -> bool:
        """Store ``after`` if ``before`` is what is there; False, and nothing written, else."""


class AuditLog(Protocol):
    """What was asked for and what came of it: added to, and never changed."""

    def add(self, entry: AuditEntry) -> None:
        """Store a new entry, whole or not at all.

        Raises:
            LostRaceError: its id is taken.
        """

    def entries(self, query: AuditQuery) -> tuple[Sequence[AuditEntry], str | None]:
        """Entries, the newest first, and the cursor of the next page. May lag behind by a moment.

        A page may have fewer entries than the limit, or none, and a cursor all the same.

        Raises:
            InvalidError: the cursor is none of ours, or stands outside of the query's time.
        """


class SecretStore(Protocol):
    """Secrets of the deployment by name."""

    def secret(self, name: str) -> str | None:
        """The secret, None when there is none."""

    def secrets(self, names: Sequence[str]) -> Mapping[str, str]:
        """Those of the secrets that there are; costs one request per ten."""

    def add(self, name: str, value: str) -> bool:
        """Store a new secret; False, and nothing written, when there is one of that name."""

    def remove(self, name: str) -> None:
        """Delete the secret; safe to repeat."""


class TokenVerifier(Protocol):
    """Tokens of one issuer."""

    def verify(self, text: str) -> Mapping[str, object]:
        """The claims of a token that the issuer signed for us and that counts now.

        Raises:
            UnauthenticatedError: it is none.
            UnavailableError: the issuer's keys are not known and cannot be read.
        """
