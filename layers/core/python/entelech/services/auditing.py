"""Keeps the audit log: each entry written once and whole, and changed by nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict

from entelech.domain.access import Action, Principal
from entelech.domain.audit import (
    DONE,
    Attempt,
    AuditEntry,
    AuditPage,
    Change,
    actor,
    argument_names,
    is_owed,
    named_client,
)
from entelech.domain.errors import (
    EntelechError,
    LostRaceError,
    RateLimitedError,
    UnavailableError,
)
from entelech.domain.ids import new_id
from entelech.domain.rate import REFUSALS_KEPT
from entelech.domain.source import Source
from entelech.ports.access import AuditLog
from entelech.ports.clock import Clock, Entropy
from entelech.services.limiting import Limiter

if TYPE_CHECKING:
    from entelech.domain.audit import AuditQuery

_TRIES = 3


class Watched(Struct, kw_only=True):
    """An attempt while it lasts. Who carries it out fills in what is known by and by.

    ``arguments`` are the objects that were sent, of which only names and the client are kept.
    """

    operation: str
    action: Action | None
    changes_state: bool
    source: Source
    request_id: str
    target: str | None = None
    principal: Principal | None = None
    arguments: Sequence[object] = ()
    changes: Sequence[Change] = ()

    def ended(self, outcome: str) -> Attempt:
        """The attempt as it is over."""
        return Attempt(
            **actor(self.principal),
            operation=self.operation,
            action=self.action.value if self.action else None,
            client_id=named_client(*self.arguments),
            target=self.target,
            source=self.source.address,
            outcome=outcome,
            arguments=argument_names(*self.arguments),
            changes=self.changes,
            request_id=self.request_id,
        )


class Auditor(Struct, frozen=True, kw_only=True):
    """The log of what was asked for and what came of it.

    ``report_lost`` gets an entry that could not be stored, when the attempt is long over.
    """

    log: AuditLog
    limiter: Limiter
    entropy: Entropy
    clock: Clock
    report_lost: Callable[[AuditEntry], None]

    @contextmanager
    def watching(self, watched: Watched) -> Iterator[Watched]:
        """Keep what happens inside if the log owes it; what is raised there goes on."""
        outcome = "internal"
        try:
            yield watched
            outcome = DONE
        except EntelechError as error:
            outcome = error.code
            raise
        finally:
            if is_owed(outcome, changes_state=watched.changes_state):
                self._record(watched.ended(outcome))

    def note(self, attempt: Attempt) -> None:
        """Keep what somebody did who came by none of our doors."""
        self._keep(attempt)

    def page(self, query: AuditQuery) -> AuditPage:
        """Entries, the newest first.

        Raises:
            InvalidError: the cursor is none of ours, or not one of this query.
        """
        entries, next_cursor = self.log.entries(query)
        return AuditPage(entries=entries, next_cursor=next_cursor)

    def _record(self, attempt: Attempt) -> None:
        if attempt.key_id is None and self._is_flooded():
            return
        self._keep(attempt)

    def _keep(self, attempt: Attempt) -> None:
        now = self.clock.now()
        entry = AuditEntry(**asdict(attempt), entry_id=new_id(now, self.entropy.key_id()), at=now)
        if not self._is_kept(entry):
            self.report_lost(entry)

    def _is_flooded(self) -> bool:
        """Whether strangers, all together, have filled their part of the log."""
        try:
            self.limiter.spend(REFUSALS_KEPT, "all")
        except RateLimitedError:
            return True
        return False

    def _is_kept(self, entry: AuditEntry) -> bool:
        for _ in range(_TRIES):
            try:
                self.log.add(entry)
            except LostRaceError:
                return True  # an earlier try was stored, and only its answer was lost
            except UnavailableError:
                continue
            return True
        return False
