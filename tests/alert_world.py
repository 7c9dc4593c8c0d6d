"""Clients whose systems fail when a test says so, and an evaluator of their alerts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from entelech.domain.access import ClientScope
from entelech.domain.check import Reason
from entelech.domain.ids import Slot
from entelech.domain.metric_reading import ClientReadings
from entelech.domain.rule import RuleSet
from entelech.domain.schedule import window_at
from entelech.domain.shard import next_state
from entelech.services.alert_readings import AlertReader
from entelech.services.evaluating import Evaluated, Evaluator
from entelech.services.registering import Registry
from tests.builders import SHARD, TNT, a_registration, a_result, a_tick, at
from tests.fakes.access import FakeEntropy
from tests.fakes.alerts import (
    FakeAlertStore,
    FakeIncidentStore,
    FakeRuleStore,
    FakeSilenceStore,
)
from tests.fakes.archive import FakeArchiveStore
from tests.fakes.beats import FakeBeatStore
from tests.fakes.clock import FakeClock
from tests.fakes.history import FakeHistoryStore
from tests.fakes.memory import Memory
from tests.fakes.outbox import FakeOutboxStore
from tests.fakes.queue import FakeEvaluationQueue, FakeNotifyQueue
from tests.fakes.registry import FakeRegistryStore
from tests.fakes.reports import FakeReportFiles
from tests.fakes.secrets import a_keeper
from tests.fakes.suspicion import FakeSuspicionStore
from tests.fakes.ticks import FakeTickStore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from entelech.domain.client import Client
    from entelech.domain.ids import ClientId
    from entelech.domain.incident import Incident, Worth
    from entelech.domain.notification import Notification
    from entelech.domain.rule import Rule

ALL = ClientScope.everything()


class FakeMetrics:
    """``MetricReader`` and ``WorthReader`` that say what a test wants."""

    def __init__(self) -> None:
        self.known: dict[ClientId, ClientReadings] = {}
        self.value: Worth | None = None

    def readings(
        self, client_ids: Sequence[ClientId], _now: datetime
    ) -> Mapping[ClientId, ClientReadings]:
        return {each: self.known.get(each, ClientReadings()) for each in client_ids}

    def worth(self, _client_id: ClientId, _now: datetime) -> Worth | None:
        return self.value


class AlertWorld:
    """TNT with slots 0 to 2, checked each minute; it was registered two hours before noon."""

    def __init__(self, **stores: Any) -> None:
        self.memory = Memory()
        self.clock = FakeClock(at(-120))
        made = {
            "registry": FakeRegistryStore(self.memory),
            "ticks": FakeTickStore(self.memory),
            "suspicions": FakeSuspicionStore(self.memory),
            "history": FakeHistoryStore(self.memory),
            "beats": FakeBeatStore(self.memory),
            "rules": FakeRuleStore(self.memory),
            "alerts": FakeAlertStore(self.memory),
            "silences": FakeSilenceStore(self.memory),
            "incidents": FakeIncidentStore(self.memory),
            "outbox": FakeOutboxStore(self.memory),
            **stores,
        }
        self.stores = made
        self.metrics = FakeMetrics()
        self.notify = FakeNotifyQueue()
        self.queue = FakeEvaluationQueue()
        self.registry = Registry(
            store=made["registry"],
            headers=a_keeper(self.memory),
            archive=FakeArchiveStore(),
            reports=FakeReportFiles(),
            clock=self.clock,
        )
        self.register("tnt-limousine-001")
        self.clock.advance(120 * 60)

    def register(self, client_id: str, **overrides: Any) -> Client:
        return self.registry.register(ALL, a_registration(client_id, **overrides))[0]

    def evaluator(self) -> Evaluator:
        made = self.stores
        return Evaluator(
            ticks=made["ticks"],
            registry=made["registry"],
            suspicions=made["suspicions"],
            reader=AlertReader(history=made["history"], beats=made["beats"], metrics=self.metrics),
            rules=made["rules"],
            alerts=made["alerts"],
            silences=made["silences"],
            incidents=made["incidents"],
            outbox=made["outbox"],
            worth=self.metrics,
            notify=self.notify,
            queue=self.queue,
            entropy=FakeEntropy(),
            clock=self.clock,
            every=timedelta(minutes=5),
        )

    def rule_it(self, *rules: Rule, owner: ClientId | None = TNT) -> None:
        """These are the rules of that owner from now on."""
        before = self.stores["rules"].rule_sets([owner])[owner]
        owned = tuple(replace(each, client_id=owner) for each in rules)
        self.stores["rules"].save(RuleSet(client_id=owner, version=before.version + 1, rules=owned))

    def tick(self, down: Sequence[int] = (), *, slots: int = 3, **result: Any) -> None:
        """The run of this minute, in which those slots are down."""
        window = window_at(self.clock.now())
        found = {
            slot: a_result(Reason.TIMEOUT if slot in down else Reason.OK, **result)
            for slot in range(slots)
        }
        tick = a_tick(window, found)
        self.stores["ticks"].add_tick(tick)
        config, before, _ = self.stores["ticks"].latest(SHARD, [window])
        self.stores["ticks"].save_state(next_state(config, before, tick))

    def minutes(
        self, count: int = 1, down: Sequence[int] = (), *, slots: int = 3, **result: Any
    ) -> list[Evaluated]:
        """So many minutes, each with its run and an evaluation soon after."""
        done = []
        for _ in range(count):
            self.tick(down, slots=slots, **result)
            self.clock.advance(20)
            done.append(self.evaluator().evaluate(SHARD))
            self.clock.advance(40)
        return done

    @property
    def told(self) -> list[str]:
        """What was owed, in order: the kind, and the system where there is one."""
        return [_told(each) for each in self.notifications]

    @property
    def notifications(self) -> list[Notification]:
        return list(self.memory.notifications.values())

    @property
    def incidents(self) -> list[Incident]:
        return [self.memory.incidents[each] for each in sorted(self.memory.incidents)]

    def slot_name(self, slot: int) -> str:
        config = self.memory.configs[SHARD]
        return next(row.system_name for row in config.rows if row.slot == Slot(slot))


def _told(notification: Notification) -> str:
    notice = notification.notice
    system = notice.facts.system_name
    return notice.kind.value if system is None else f"{notice.kind.value} {system}"
