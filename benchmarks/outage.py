"""How many messages an outage makes: 3 clients of 100 systems, on a simulated clock.

The alerts step and the notifier sends as they do when they are deployed; only what they stand on
is simulated, so the counts are exact. A peer sent 606 messages for one flap, 303 for one outage, and
lost the first news of one while the chat could not be reached for 34 s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from benchmarks.line import Line
from entelech.domain.alert import step
from entelech.domain.alert_notice import About, notices
from entelech.domain.alert_state import CALM, AlertState
from entelech.domain.channel import ChannelId
from entelech.domain.client import Client
from entelech.domain.client_alerts import AlertKey
from entelech.domain.ids import ClientId
from entelech.domain.metric_reading import MetricReading
from entelech.domain.notice_kinds import NoticeKind, NoticeState, Severity
from entelech.domain.rule import Comparison, Rule, RuleId
from tests.builders import NOON, a_registration
from tests.fakes.clock import FakeClock
from tests.fakes.memory import Memory
from tests.fakes.outbox import FakeOutboxStore
from tests.fakes.sender import DELIVERED, UNREACHED, FakeSender, a_notifier

if TYPE_CHECKING:
    from benchmarks.processes import Targets
    from entelech.domain.delivery import Outcome
    from entelech.domain.digest import Message

CLIENTS = 3
SYSTEMS = 100
CHANNELS = (ChannelId("email"), ChannelId("hook"))
_TICK = timedelta(seconds=30)
_MINUTE = timedelta(minutes=1)
_INCIDENT = "0m5xq2v40-a1b2c3d4"


def _rule(name: str, severity: Severity) -> Rule:
    """A system is down for two minutes, and up again for five."""
    return Rule(
        rule_id=RuleId(name),
        client_id=None,
        metric_name="status",
        comparison=Comparison.GREATER_THAN,
        threshold=Decimal(1),
        channels=CHANNELS,
        severity=severity,
        created_at=NOON,
        updated_at=NOON,
        hold=2 * _MINUTE,
        keep_firing=5 * _MINUTE,
        systems=("*",),
    )


RULES = (_rule("critical", Severity.CRITICAL), _rule("warning", Severity.WARNING))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of it: the messages that arrived, by whether they tell of good news."""

    fired: int
    resolved: int
    resolved_lines: int
    alerts: int
    undelivered: int


@dataclass(kw_only=True)
class Simulation:
    """One course of things.

    ``is_down`` says of an instant whether the first client's systems are; ``is_closed`` whether the
    channels cannot be reached.
    """

    is_down: Callable[[timedelta], bool]
    is_closed: Callable[[timedelta], bool] = lambda _: False
    states: dict[tuple[ClientId, AlertKey], AlertState] = field(default_factory=dict)

    def run(self, minutes: int) -> Told:
        memory, clock = Memory(), FakeClock()
        sender = FakeSender(lambda _: self._answer(clock.now() - NOON))
        notifier = a_notifier(memory, clock, sender)
        outbox = FakeOutboxStore(memory)
        clients = [_client(n) for n in range(CLIENTS)]
        while clock.now() - NOON < timedelta(minutes=minutes):
            for client in clients:
                is_down = client is clients[0] and self.is_down(clock.now() - NOON)
                self._evaluate(client, is_down, clock.now(), outbox)
            notifier.deliver_due(has_time=lambda: True)
            clock.advance(_TICK.total_seconds())
        return _told(sender.heard, memory)

    def _answer(self, since: timedelta) -> Outcome:
        return UNREACHED if self.is_closed(since) else DELIVERED

    def _evaluate(
        self, client: Client, is_down: bool, now: datetime, outbox: FakeOutboxStore
    ) -> None:
        reading = MetricReading(value=Decimal(2 if is_down else 0), samples=1, measured_at=now)
        for rule in RULES:
            for system in client.registration.systems:
                key = AlertKey(rule.rule_id, system.name)
                before = self.states.get((client.client_id, key), CALM)
                done = step(rule, before, reading, None, now)
                self.states[client.client_id, key] = done.state
                about = About(
                    client=client,
                    rule=rule,
                    key=key,
                    version=done.state.version,
                    incident_id=_INCIDENT,
                )
                for owed in done.owed:
                    for notice in notices(about, owed, now):
                        outbox.add(notice)


def _client(number: int) -> Client:
    registration = a_registration(f"client-{number}", systems=SYSTEMS)
    return Client(registration=registration, created_at=NOON, updated_at=NOON, version=1)


def _told(heard: list[Message], memory: Memory) -> Told:
    lines = [line for message in heard for line in message.lines]
    states = [each.state for each in memory.notifications.values()]
    return Told(
        fired=sum(message.kind is not NoticeKind.RESOLVED for message in heard),
        resolved=sum(message.kind is NoticeKind.RESOLVED for message in heard),
        resolved_lines=sum(line.kind is NoticeKind.RESOLVED for line in lines),
        alerts=len(RULES) * SYSTEMS * len(CHANNELS),
        undelivered=sum(state is not NoticeState.DELIVERED for state in states),
    )


def between(first: timedelta, last: timedelta) -> Callable[[timedelta], bool]:
    """Whether an instant is from ``first`` up to but not at ``last``."""
    return lambda since: first <= since < last


def lines(_targets: Targets) -> list[Line]:
    """An outage, a flap, and an outage with the channels closed for a while at the worst time."""
    down = between(5 * _MINUTE, 25 * _MINUTE)
    fires = 7 * _MINUTE
    outage = Simulation(is_down=down).run(60)
    flap = Simulation(is_down=between(5 * _MINUTE, 5 * _MINUTE + timedelta(seconds=62))).run(60)
    each_way = len(RULES) * len(CHANNELS)
    found = [
        _line("messages of an outage, each way", each_way, max(outage.fired, outage.resolved)),
        _line("messages of a flap of 62 s", 0, flap.fired + flap.resolved),
    ]
    for seconds in (34, 600):
        closed = between(fires, fires + timedelta(seconds=seconds + 30))
        told = Simulation(is_down=down, is_closed=closed).run(90)
        found.append(_line(f"notices lost, channel closed {seconds} s", 0, told.undelivered))
        extra = abs(told.resolved_lines - told.alerts)
        found.append(_line(f"resolutions lost or doubled, closed {seconds} s", 0, extra))
    return found


def _line(name: str, budget: int, measured: int) -> Line:
    return Line(name=name, budget=budget, measured=measured, unit="messages", is_exact=True)
