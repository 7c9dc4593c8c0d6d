from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from entelech.domain.access import ClientScope
from entelech.domain.errors import (
    ConflictError,
    InvalidError,
    NotFoundError,
    RateLimitedError,
    UnauthenticatedError,
)
from entelech.domain.fleet_day import bucket_of
from entelech.domain.ids import ClientId
from entelech.domain.metric_day import IngestSource
from entelech.domain.metric_push import signature_text
from entelech.domain.reason import Reason
from entelech.services.limiting import Limiter
from entelech.services.pushing import SIGNING_KEY, Pushing, PushTaken
from entelech.services.recording import Recorder
from entelech.services.registering import Registry
from tests.builders import NOON, TNT, a_registration
from tests.fakes.archive import FakeArchiveStore
from tests.fakes.clock import FakeClock
from tests.fakes.memory import Memory
from tests.fakes.metrics import FakeMetricsQueue, FakeMetricStore
from tests.fakes.rate import FakeBucketStore
from tests.fakes.registry import FakeRegistryStore
from tests.fakes.reports import FakeReportFiles
from tests.fakes.secrets import a_keeper, a_signing_key
from tests.figures import a_metrics_body

ALL = ClientScope.everything()
TODAY = date(2025, 1, 15)
DAY = timedelta(days=1)
YESTERDAY = ("2025-01-14T00:00:00Z", "2025-01-14T23:59:59Z")


def pushed(start: str = YESTERDAY[0], end: str = YESTERDAY[1], **overrides: Any) -> dict[str, Any]:
    names = {"client_id": TNT, "system_name": "System 0"}
    return {**names, **a_metrics_body(start, end), **overrides}


class World:
    def __init__(self) -> None:
        self.memory, self.clock, self.queue = Memory(), FakeClock(NOON), FakeMetricsQueue()
        registry = Registry(
            store=FakeRegistryStore(self.memory),
            headers=a_keeper(self.memory),
            archive=FakeArchiveStore(),
            reports=FakeReportFiles(),
            clock=self.clock,
        )
        registry.register(ALL, a_registration(systems=2))
        self.registry = registry
        self.store = FakeMetricStore(self.memory, self.clock)
        self.pushing = Pushing(
            clients=registry,
            registry=FakeRegistryStore(self.memory),
            store=self.store,
            recorder=Recorder(store=self.store),
            queue=self.queue,
            signing_key=a_signing_key(self.memory, self.clock, SIGNING_KEY),
            limiter=Limiter(store=FakeBucketStore(self.memory), clock=self.clock),
            clock=self.clock,
        )

    def push(self, document: dict[str, Any], key: str | None = None) -> PushTaken:
        body = json.dumps(document).encode()
        secret = self.pushing.secret(ALL, TNT).secret
        headers = {"x-entelech-signature": signature_text(body, secret, self.clock.now())}
        if key:
            headers["idempotency-key"] = key
        return self.pushing.take(body, document, headers)


@pytest.fixture
def world() -> World:
    return World()


def test_a_day_that_is_over_is_taken_whole(world: World) -> None:
    taken = world.push(pushed())

    assert taken == PushTaken(
        client_id=TNT, system_name="System 0", date="2025-01-14", revision=1, is_changed=True
    )
    (day,) = world.store.days(TNT, TODAY - DAY, TODAY)
    told = day.told["System 0"]
    assert (told.source, told.figures.total, told.taken_at) == (IngestSource.PUSH, 450, NOON)
    assert day.missing(NOON - 12 * timedelta(hours=1)) == {}
    assert world.queue.folds == []  # of the last days each round makes the trends anew


def test_an_older_day_enters_the_trends_at_once(world: World) -> None:
    world.push(pushed("2025-01-10T00:00:00Z", "2025-01-10T23:59:59Z"))

    assert world.queue.folds == [(bucket_of(TNT), [TNT], (TODAY - 5 * DAY, TODAY - 5 * DAY))]


def test_a_running_day_enters_its_hour(world: World) -> None:
    world.push(pushed("2025-01-15T00:00:00Z", "2025-01-15T11:30:00Z"))

    (grown,) = world.store.intraday([(TNT, TODAY)]).values()
    (mark,) = grown.systems["System 0"].marks
    assert mark.at == NOON - timedelta(minutes=30)


def test_the_same_figures_twice_change_nothing_and_others_are_a_revision(world: World) -> None:
    world.push(pushed())
    again = world.push(pushed())
    world.clock.advance(60)
    restated = world.push(pushed(total_automations=451))

    assert (again.revision, again.is_changed) == (1, False)
    assert (restated.revision, restated.is_changed) == (2, True)
    (day,) = world.store.days(TNT, TODAY - DAY, TODAY)
    assert [each.figures.total for each in day.systems["System 0"].earlier] == [450]


def test_an_idempotency_key_answers_as_before_and_takes_nothing(world: World) -> None:
    first = world.push(pushed(), key="day-14")
    world.push(pushed(total_automations=460))

    assert world.push(pushed(), key="day-14") == first
    (day,) = world.store.days(TNT, TODAY - DAY, TODAY)
    assert day.told["System 0"].figures.total == 460
    with pytest.raises(ConflictError):
        world.push(pushed(total_automations=470), key="day-14")
    world.clock.advance(24 * 3600)
    assert world.push(pushed(total_automations=470), key="day-14").is_changed


def test_what_breaks_the_contract_is_refused_and_kept_as_a_rejection(world: World) -> None:
    with pytest.raises(InvalidError) as refused:
        world.push(pushed(failed_automations=-1))

    assert refused.value.field == "failed_automations"
    (day,) = world.store.days(TNT, TODAY - DAY, TODAY)
    (rejection,) = day.systems["System 0"].rejections
    assert (rejection.source, rejection.reason) == (IngestSource.PUSH, Reason.INVALID_CONTRACT)
    assert day.told == {}


@pytest.mark.parametrize("name", ["Nobody", "System 9"])
def test_a_system_that_is_not_the_clients_is_refused(world: World, name: str) -> None:
    with pytest.raises(InvalidError) as refused:
        world.push(pushed(system_name=name))

    assert refused.value.field == "system_name"
    assert world.memory.metric_days == {}


@pytest.mark.parametrize("client_id", [TNT, "harbor"])
def test_what_is_not_signed_is_told_the_same_whether_the_client_is_there(
    world: World, client_id: str
) -> None:
    document = pushed(client_id=client_id)
    body = json.dumps(document).encode()

    for signature in ("", signature_text(body, "guess", NOON)):
        with pytest.raises(UnauthenticatedError) as refused:
            world.pushing.take(body, document, {"x-entelech-signature": signature})
        assert "does not fit" in refused.value.message
    assert world.memory.metric_days == {}


def test_an_old_secret_counts_no_more(world: World) -> None:
    before = world.pushing.secret(ALL, TNT).secret
    after = world.pushing.renew(ALL, TNT).secret
    document = pushed()
    body = json.dumps(document).encode()

    assert before != after == world.pushing.secret(ALL, TNT).secret
    with pytest.raises(UnauthenticatedError):
        world.pushing.take(
            body, document, {"x-entelech-signature": signature_text(body, before, NOON)}
        )


def test_an_inactive_client_sends_in_vain(world: World) -> None:
    world.registry.deactivate(ALL, TNT)

    with pytest.raises(UnauthenticatedError):
        world.push(pushed())


def test_a_client_that_sends_too_often_waits(world: World) -> None:
    for _ in range(100):
        world.push(pushed())

    with pytest.raises(RateLimitedError):
        world.push(pushed())


def test_a_secret_is_shown_to_those_who_may_see_the_client(world: World) -> None:
    stranger = ClientScope(clients=frozenset({ClientId("harbor")}))

    for ask in (world.pushing.secret, world.pushing.renew):
        with pytest.raises(NotFoundError):
            ask(stranger, TNT)
