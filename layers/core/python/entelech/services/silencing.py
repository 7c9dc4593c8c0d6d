"""Mutes alerts for a while."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    unknown_client,
)
from entelech.domain.ids import new_id
from entelech.domain.silence import (
    MAX_SILENCES,
    Silence,
    SilenceList,
    SilenceShown,
    parse_silence,
    silence_shown,
)
from entelech.ports.alerts import SilenceStore
from entelech.ports.clock import Clock, Entropy
from entelech.ports.registry import RegistryStore

if TYPE_CHECKING:
    from entelech.domain.access import ClientScope


class Silencer(Struct, frozen=True, kw_only=True):
    """The silences. Who sees some clients sees theirs, and those of every client."""

    store: SilenceStore
    registry: RegistryStore
    entropy: Entropy
    clock: Clock

    def add(self, scope: ClientScope, body: object, *, by: str) -> SilenceShown:
        """Mute from now on.

        Raises:
            InvalidError: names the field that is missing, unknown or wrong.
            NotFoundError: there is no such client in ``scope``.
            ForbiddenError: it is for every client, and the caller does not see all.
            ConflictError: there are as many as there may be.
        """
        now = self.clock.now()
        made = parse_silence(
            body, silence_id=new_id(now, self.entropy.key_id()), created_by=by, now=now
        )
        _require(scope, made)
        if made.client_id is not None and self.registry.client(made.client_id) is None:
            raise unknown_client(made.client_id)
        if len(self._current()) >= MAX_SILENCES:
            raise ConflictError(f"There are at most {MAX_SILENCES} silences.")
        self.store.save(made)
        return silence_shown(made)

    def page(self, scope: ClientScope, *, limit: int, cursor: str | None) -> SilenceList:
        """Those that are not over, the newest first.

        Raises:
            InvalidError: the cursor is none of ours.
        """
        before = _parse_cursor(cursor)
        rest = [
            each
            for each in reversed(self._current())
            if _is_seen(scope, each) and (before is None or each.silence_id < before)
        ]
        page = rest[:limit]
        more = page[-1].silence_id if len(rest) > limit else None
        return SilenceList(
            silences=[silence_shown(each) for each in page],
            next_cursor=None if more is None else _cursor(more),
        )

    def end(self, scope: ClientScope, silence_id: str) -> SilenceShown:
        """End a silence now; what it held back is told with the next evaluation.

        Raises:
            NotFoundError: there is no such silence in ``scope``.
            ForbiddenError: it is for every client, and the caller does not see all.
        """
        for each in self._current():
            if each.silence_id == silence_id and _is_seen(scope, each):
                _require(scope, each)
                self.store.remove(silence_id)
                return silence_shown(each)
        raise NotFoundError(f"There is no silence '{silence_id[:64]}'.", field="silence_id")

    def _current(self) -> list[Silence]:
        now = self.clock.now()
        return [each for each in self.store.silences() if now < each.ends_at]


def _is_seen(scope: ClientScope, silence: Silence) -> bool:
    return silence.client_id is None or scope.includes(silence.client_id)


def _require(scope: ClientScope, silence: Silence) -> None:
    if silence.client_id is None and scope.clients is not None:
        raise ForbiddenError("Only a key for all clients may silence every client.")
    if silence.client_id is not None and not scope.includes(silence.client_id):
        raise unknown_client(silence.client_id)


def _cursor(silence_id: str) -> str:
    return base64.urlsafe_b64encode(silence_id.encode()).decode()


def _parse_cursor(cursor: str | None) -> str | None:
    try:
        return cursor and base64.b64decode(cursor, altchars=b"-_", validate=True).decode()
    except (ValueError, binascii.Error):
        raise InvalidError(field="cursor", expected="a next_cursor of an earlier answer") from None
