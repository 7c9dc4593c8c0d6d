"""Rules and silences that choose systems by tag."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from entelech.domain.alert_state import Cause, Phase
from entelech.domain.ids import ClientId
from entelech.domain.incident import IncidentState
from entelech.domain.metric_reading import ClientReadings, MetricReading
from entelech.domain.rule import Comparison
from entelech.domain.silence import Silence
from tests.alert_world import AlertWorld
from tests.alerting import a_rule
from tests.builders import NOON, TNT, at

if TYPE_CHECKING:
    from entelech.domain.rule import Rule

HARBOR = ClientId("harbor")


def a_status_rule(**overrides: Any) -> Rule:
    """Down, told at once, over at once."""
    down = {"metric_name": "status", "comparison": Comparison.EQUALS, "threshold": Decimal(2)}
    return a_rule("status", **{**down, **overrides})


def a_silence(**overrides: Any) -> Silence:
    return Silence(
        **{
            "silence_id": "s1",
            "client_id": None,
            "system_name": None,
            "rule_id": None,
            "reason": "We know",
            "created_by": "operator",
            "starts_at": NOON,
            "ends_at": at(60),
            **overrides,
        }
    )


def tag(world: AlertWorld, client_id: ClientId, **tags: tuple[str, ...]) -> None:
    """These are the tags of the client's systems from now on; s0 stands for System 0."""
    client = world.memory.clients[client_id]
    systems = tuple(
        replace(each, tags=tags.get(f"s{n}", ()))
        for n, each in enumerate(client.registration.systems)
    )
    registration = replace(client.registration, systems=systems)
    world.memory.clients[client_id] = replace(client, registration=registration)


@pytest.fixture
def world() -> AlertWorld:
    made = AlertWorld()
    tag(made, TNT, s0=("booking", "eu"), s1=("mail",))
    return made


def test_a_rule_by_tag_is_about_the_systems_that_have_it(world: AlertWorld) -> None:
    world.rule_it(a_status_rule(tag="booking"))

    (done,) = world.minutes(1, down=[0, 1, 2])

    assert done.alerts == 1
    assert world.told == ["fired System 0"]


def test_a_rule_of_every_client_finds_the_tag_with_each(world: AlertWorld) -> None:
    world.register(HARBOR)
    world.register("untagged")
    tag(world, HARBOR, s2=("booking",))
    world.rule_it(a_status_rule(tag="booking"), owner=None)

    world.minutes(1, down=range(9), slots=9)

    notices = [each.notice for each in world.notifications]
    assert sorted((each.client_id or "", each.facts.system_name) for each in notices) == [
        (HARBOR, "System 2"),
        (TNT, "System 0"),
    ]


def test_a_system_that_gets_the_tag_is_watched_from_then_on(world: AlertWorld) -> None:
    world.rule_it(a_status_rule(tag="booking"))
    world.minutes(1, down=[1])
    assert world.told == []

    tag(world, TNT, s1=("mail", "booking"))
    world.minutes(1, down=[1])

    assert world.told == ["fired System 1"]


def test_a_system_that_loses_the_tag_is_no_recovery(world: AlertWorld) -> None:
    world.rule_it(a_status_rule(tag="booking"))
    world.minutes(1, down=[0])

    tag(world, TNT, s0=("eu",))
    world.minutes(2)

    assert world.told == ["fired System 0"]
    last = world.memory.transitions[-1].moved
    assert (last.before, last.after, last.cause) == (
        Phase.FIRING,
        Phase.OK,
        Cause.SUBJECT_REMOVED,
    )
    (incident,) = world.incidents
    assert incident.state is IncidentState.RESOLVED
    assert next(iter(incident.alerts.values())).ended_by == Cause.SUBJECT_REMOVED.value


def test_an_outage_that_no_rule_is_about_explains_nothing(world: AlertWorld) -> None:
    rate = a_rule("rate", metric_name="success_rate", threshold=Decimal(90))
    world.rule_it(a_status_rule(tag="nowhere"), rate)
    reading = MetricReading(value=Decimal(50), samples=2, measured_at=NOON)
    world.metrics.known[TNT] = ClientReadings(whole={"success_rate": reading})

    world.minutes(1, down=[0])

    assert world.told == ["fired"]


def test_a_silence_by_tag_mutes_the_systems_that_have_it(world: AlertWorld) -> None:
    world.rule_it(a_status_rule(systems=("*",)), replace(a_status_rule(), rule_id="whole"))
    world.stores["silences"].save(a_silence(tag="booking"))

    world.minutes(2, down=[0, 1])

    assert sorted(world.told) == ["fired", "fired System 1"]


def test_a_silence_by_tag_is_as_narrow_as_all_that_it_names(world: AlertWorld) -> None:
    world.rule_it(a_status_rule(systems=("*",)))
    world.stores["silences"].save(a_silence(client_id=HARBOR, tag="booking"))
    world.stores["silences"].save(a_silence(silence_id="s2", system_name="System 1", tag="eu"))

    world.minutes(1, down=[0, 1])

    assert sorted(world.told) == ["fired System 0", "fired System 1"]


def test_a_silence_by_tag_until_recovered_waits_for_those_that_have_it(world: AlertWorld) -> None:
    world.rule_it(a_status_rule(systems=("*",)))
    silence = a_silence(client_id=TNT, tag="booking", is_until_recovered=True)
    world.minutes(1, down=[0, 1])
    world.stores["silences"].save(silence)

    world.minutes(2, down=[0, 1])
    assert world.stores["silences"].silences() == [silence]
    world.minutes(2, down=[1])

    assert world.stores["silences"].silences() == []
