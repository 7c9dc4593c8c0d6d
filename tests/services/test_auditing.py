from __future__ import annotations

from typing import Any

import pytest

from entelech.domain.access import Action, ClientScope, Principal, PrincipalKind, Role
from entelech.domain.audit import AuditEntry, AuditQuery, Change
from entelech.domain.errors import (
    ConflictError,
    ForbiddenError,
    RateLimitedError,
    UnauthenticatedError,
    UnavailableError,
)
from entelech.domain.source import Source
from entelech.services.auditing import Auditor, Watched
from entelech.services.limiting import Limiter
from tests.builders import an_entry
from tests.fakes.access import FakeEntropy
from tests.fakes.audit import FakeAuditLog
from tests.fakes.clock import FakeClock
from tests.fakes.memory import Memory
from tests.fakes.rate import FakeBucketStore

ADMIN = Principal(
    kind=PrincipalKind.API_KEY,
    key_id="operator",
    role=Role.ADMIN,
    scope=ClientScope.everything(),
)


class World:
    def __init__(self) -> None:
        self.memory = Memory()
        self.clock = FakeClock()
        self.lost: list[AuditEntry] = []
        self.auditor = Auditor(
            log=FakeAuditLog(self.memory),
            limiter=Limiter(store=FakeBucketStore(self.memory), clock=self.clock),
            entropy=FakeEntropy(),
            clock=self.clock,
            report_lost=self.lost.append,
        )

    def attempt(
        self, error: Exception | None = None, principal: Principal | None = ADMIN, **details: Any
    ) -> None:
        """Rename a client, or fail."""
        watched = Watched(
            **{
                "operation": "PATCH /api/clients/{client_id}",
                "action": Action.WRITE_CLIENT,
                "changes_state": True,
                "source": Source(address="203.0.113.7", network="203.0.113.7/32"),
                "request_id": "11111111-2222-3333-4444-555555555555",
                **details,
            }
        )
        with self.auditor.watching(watched):
            watched.principal = principal
            names = {"client_id": "tnt-limousine-001", "client_name": "TNT Limousine", "version": 1}
            watched.arguments = (names,)
            if error:
                raise error
            watched.changes = (Change(field="client_name", before="TNT", after="TNT Limousine"),)

    @property
    def kept(self) -> list[AuditEntry]:
        return list(self.memory.audit.values())


@pytest.fixture
def world() -> World:
    return World()


def test_a_change_is_kept_with_who_what_where_and_when(world: World) -> None:
    world.attempt()

    assert world.kept == [an_entry(random="key00001")]


@pytest.mark.parametrize("error", [ConflictError("no"), ZeroDivisionError("secret detail")])
def test_a_change_that_failed_is_kept_with_its_code_and_without_changes(
    world: World, error: Exception
) -> None:
    with pytest.raises(type(error)):
        world.attempt(error)

    (entry,) = world.kept
    assert (entry.outcome, entry.changes) == (getattr(error, "code", "internal"), ())
    assert "secret detail" not in repr(entry)


def test_a_read_is_kept_only_when_it_was_refused(world: World) -> None:
    world.attempt(changes_state=False)
    with pytest.raises(ForbiddenError):
        world.attempt(ForbiddenError("no"), changes_state=False)

    assert [entry.outcome for entry in world.kept] == ["forbidden"]


def test_what_is_refused_for_its_frequency_is_not_kept(world: World) -> None:
    with pytest.raises(RateLimitedError):
        world.attempt(RateLimitedError(retry_after_s=1))

    assert world.kept == []


def test_strangers_cannot_fill_the_log(world: World) -> None:
    """1000 at once; who is known is kept all the same."""
    for _ in range(1100):
        with pytest.raises(UnauthenticatedError):
            world.attempt(UnauthenticatedError("no"), principal=None)
    world.attempt()

    assert len(world.kept) == 1001


@pytest.mark.parametrize("after", [False, True], ids=["before it was stored", "after"])
def test_a_try_that_fails_is_repeated_and_the_entry_kept_once(world: World, after: bool) -> None:
    world.memory.fail(1, after=after)

    world.attempt()

    assert (len(world.kept), world.lost) == (1, [])


class AwayLog(FakeAuditLog):
    def add(self, _entry: AuditEntry) -> None:
        raise UnavailableError("The table did not answer.")


def test_an_entry_that_cannot_be_stored_is_reported_whole_and_the_change_stands(
    world: World,
) -> None:
    auditor = Auditor(
        log=AwayLog(world.memory),
        limiter=world.auditor.limiter,
        entropy=FakeEntropy(),
        clock=world.clock,
        report_lost=world.lost.append,
    )
    world.auditor = auditor

    world.attempt()

    assert (world.kept, world.lost) == ([], [an_entry(random="key00001")])


def test_the_log_is_read_the_newest_first(world: World) -> None:
    for _ in range(3):
        world.attempt()
        world.clock.advance(60)

    page = world.auditor.page(AuditQuery(limit=2))

    assert [entry.at for entry in page.entries] == [entry.at for entry in reversed(world.kept[1:])]
    assert page.next_cursor is not None
