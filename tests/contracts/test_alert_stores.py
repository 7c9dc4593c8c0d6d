from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from entelech.domain.access import ClientScope
from entelech.domain.alert_state import CALM, AlertState, Cause, Moved, Mute, Phase
from entelech.domain.business_hours import BusinessHours, Span, Weekday
from entelech.domain.client_alerts import AlertKey, AlertTransition, ClientAlerts
from entelech.domain.errors import InvalidError, LostRaceError
from entelech.domain.ids import ClientId, new_id
from entelech.domain.incident import (
    Entry,
    EntryKind,
    Incident,
    IncidentAlert,
    IncidentState,
    Loss,
    joined,
    opened,
)
from entelech.domain.money import Money
from entelech.domain.notice_kinds import NoticeKind, Severity
from entelech.domain.notification import Facts, Notice
from entelech.domain.period import Period
from entelech.domain.rule import NoData, RuleId, RuleSet
from entelech.domain.silence import Silence
from entelech.ports.alerts import AlertChange
from entelech.ports.incidents import IncidentQuery
from tests.alerting import EMAIL, MINUTE, SLACK, a_rule
from tests.builders import NOON, TNT, at

if TYPE_CHECKING:
    from tests.contracts.conftest import Stores

HARBOR = ClientId("harbor")
KEY = AlertKey(RuleId("r1"), "Größe 7")
ALL = ClientScope.everything()
EVER = Period(start=at(-10_000), end=at(10_000))

FULL_RULE = a_rule(
    window_minutes=60,
    clear_threshold=Decimal("97.50"),
    hold=2 * MINUTE,
    keep_firing=5 * MINUTE,
    breaches=2,
    out_of=3,
    no_data=NoData.ALERT,
    no_data_after=10 * MINUTE,
    systems=("Größe 7", "*"),
    active_hours=BusinessHours(spans=(Span(days=(Weekday.MONDAY,), first=32, after=68),)),
    description="Call Bob",
    runbook_url="https://wiki.example.com/r1",
    repeat_every=60 * MINUTE,
    escalate_after=30 * MINUTE,
    escalate_to=(EMAIL,),
    is_enabled=False,
    version=3,
)
FULL_STATE = AlertState(
    phase=Phase.RECOVERING,
    version=4,
    rule_version=3,
    pending_since=at(0, 0.25),
    fired_at=at(1),
    clear_since=at(2),
    evaluated_at=at(3),
    sampled_at=at(3),
    recent=(True, False),
    value=Decimal("94.9900"),
    peak=Decimal(80),
    told=NoticeKind.FIRED,
    told_at=at(1),
    told_channels=(SLACK, EMAIL),
    last_told_at=at(1),
    reminders=2,
    is_escalated=True,
    muted_by=Mute.SILENCE,
    acknowledged_at=at(2),
    acknowledged_by="operator",
    flips=(at(1), at(2)),
    is_flapping=True,
    is_flapping_told=True,
    incident_id="x",
)


def an_incident(minute: float = 0, client: ClientId = TNT, **overrides: Any) -> Incident:
    moment = at(minute)
    incident = opened(f"{new_id(moment, 'a1b2c3d4')}.{client}", client, "TNT", moment)
    alert = IncidentAlert(
        alert_id="r1.0",
        rule_id="r1",
        title="Uptime below 95 %",
        severity=Severity.CRITICAL,
        metric_name="uptime",
        system_name=None,
        since=moment,
        fired_at=moment,
        value=Decimal("90.10"),
    )
    return replace(joined(incident, alert, moment), **overrides)


def a_notice(notice_id: str = "r1.0#1#fired#slack") -> Notice:
    return Notice(
        notice_id=notice_id,
        kind=NoticeKind.FIRED,
        channel_id=SLACK,
        severity=Severity.CRITICAL,
        client_id=TNT,
        alert_id="r1.0",
        incident_id=None,
        created_at=NOON,
        due_at=NOON,
        facts=Facts(client_name="TNT", title="Uptime below 95 %"),
    )


def a_change(version: int = 1, before: int = 0, **overrides: Any) -> AlertChange:
    moved = Moved(
        version=1, before=Phase.OK, after=Phase.PENDING, cause=Cause.BROKEN, at=NOON, value=None
    )
    return AlertChange(
        **{
            "before": before,
            "alerts": ClientAlerts(client_id=TNT, version=version, states={KEY: FULL_STATE}),
            "transitions": [AlertTransition(client_id=TNT, key=KEY, version=version, moved=moved)],
            "incidents": [an_incident()],
            "notices": [a_notice()],
            **overrides,
        }
    )


# ---- rules ----


def test_rules_read_back_whole_and_an_owner_without_any_has_none(stores: Stores) -> None:
    rules = RuleSet(client_id=TNT, version=1, rules=(FULL_RULE,), broken={RuleId("r1"): at(1)})
    every = RuleSet(client_id=None, version=1, rules=(a_rule("r2", client_id=None, tag="booking"),))

    stores.rules.save(rules)
    stores.rules.save(every)

    assert stores.rules.rule_sets([TNT, None, HARBOR]) == {
        TNT: rules,
        None: every,
        HARBOR: RuleSet(client_id=HARBOR),
    }


def test_of_two_who_change_rules_the_second_changes_nothing(stores: Stores) -> None:
    rules = RuleSet(client_id=TNT, version=1, rules=(FULL_RULE,))
    stores.rules.save(rules)

    with pytest.raises(LostRaceError):
        stores.rules.save(replace(rules, rules=()), [a_notice()])

    assert stores.rules.rule_sets([TNT])[TNT] == rules
    assert stores.outbox.notification("r1.0#1#fired#slack") is None


def test_sets_that_hold_rules_are_listed_those_of_every_client_first(stores: Stores) -> None:
    sets = [
        RuleSet(client_id=owner, version=1, rules=(a_rule(client_id=owner),))
        for owner in (None, HARBOR, TNT)
    ]
    for each in reversed(sets):
        stores.rules.save(each)
    stores.rules.save(RuleSet(client_id=ClientId("empty"), version=1))

    first, after = stores.rules.stored_sets(limit=2, after=None)
    rest, end = stores.rules.stored_sets(limit=2, after=after)

    assert [*first, *rest] == sets
    assert end is None


# ---- alerts ----


def test_a_change_is_written_whole(stores: Stores) -> None:
    change = a_change()

    assert stores.alerts.commit(change)

    assert stores.alerts.alerts([TNT, HARBOR]) == {
        TNT: change.alerts,
        HARBOR: ClientAlerts(client_id=HARBOR),
    }
    assert stores.alerts.transitions(TNT, limit=10) == list(change.transitions)
    assert stores.incidents.incident(an_incident().incident_id) == an_incident()
    assert stores.outbox.notification("r1.0#1#fired#slack") is not None


def test_the_loser_of_a_race_writes_nothing(stores: Stores) -> None:
    assert stores.alerts.commit(a_change())

    late = a_change(incidents=[an_incident(5)], notices=[a_notice("other")])

    assert not stores.alerts.commit(late)
    assert stores.alerts.transitions(TNT, limit=10) == list(a_change().transitions)
    assert stores.incidents.incident(an_incident(5).incident_id) is None
    assert stores.outbox.notification("other") is None


@pytest.mark.parametrize("part", ["notice", "incident"])
def test_what_is_there_already_keeps_the_whole_change_out(stores: Stores, part: str) -> None:
    if part == "notice":
        stores.outbox.add(a_notice())
    else:
        stores.incidents.save(an_incident())

    assert not stores.alerts.commit(a_change())
    assert stores.alerts.alerts([TNT])[TNT].version == 0
    assert stores.alerts.transitions(TNT, limit=10) == []


def test_clients_with_alerts_are_found(stores: Stores) -> None:
    for client in (TNT, HARBOR):
        alerts = ClientAlerts(client_id=client, version=1, states={KEY: FULL_STATE})
        stores.alerts.commit(AlertChange(before=0, alerts=alerts))

    first, after = stores.alerts.restless(limit=1, after=None)
    rest, end = stores.alerts.restless(limit=1, after=after)
    assert ([*first, *rest], end) == ([HARBOR, TNT], None)

    calm = ClientAlerts(client_id=HARBOR, version=2)
    stores.alerts.commit(AlertChange(before=1, alerts=calm))
    assert stores.alerts.restless(limit=9, after=None) == ([TNT], None)
    assert calm.state(KEY) is CALM


def test_the_latest_transitions_come_first(stores: Stores) -> None:
    for version in (1, 2, 3):
        change = a_change(version=version, before=version - 1, incidents=[], notices=[])
        assert stores.alerts.commit(change)

    found = stores.alerts.transitions(TNT, limit=2)

    assert [each.version for each in found] == [3, 2]
    assert stores.alerts.transitions(HARBOR, limit=2) == []


# ---- silences ----


def test_silences_read_back(stores: Stores) -> None:
    silence = Silence(
        silence_id="0m5xq2v40-a1b2c3d4",
        client_id=TNT,
        system_name="Größe 7",
        rule_id=None,
        reason="We know",
        created_by="operator",
        starts_at=at(0, 0.5),
        ends_at=at(60),
        is_until_recovered=True,
    )
    other = replace(silence, silence_id="0m5xq2v41-a1b2c3d4", client_id=None, tag="booking")
    stores.silences.save(other)
    stores.silences.save(silence)
    assert stores.silences.silences() == [silence, other]

    stores.silences.remove(silence.silence_id)
    stores.silences.remove(silence.silence_id)

    assert stores.silences.silences() == [other]


# ---- incidents ----


def test_an_incident_reads_back_whole(stores: Stores) -> None:
    loss = Loss(sla_minutes=7, money=Money(amount=Decimal("14.70"), currency="EUR"))
    incident = an_incident(
        resolved_at=at(9), acknowledged_at=at(2), acknowledged_by="bob", is_real=True, loss=loss
    )

    stores.incidents.save(incident)

    assert stores.incidents.incident(incident.incident_id) == incident
    assert stores.incidents.known([incident.incident_id]) == [incident]
    for unknown in ("nothing", an_incident(1).incident_id, "0m5xq2v40-a1b2c3d4"):
        assert stores.incidents.incident(unknown) is None


def test_incidents_are_listed_newest_first_in_pages(stores: Stores) -> None:
    every = [an_incident(minute) for minute in range(5)]
    for each in every:
        stores.incidents.save(each)

    seen, cursor = [], None
    while True:
        query = IncidentQuery(limit=2, period=EVER, cursor=cursor)
        page, cursor = stores.incidents.page(query, ALL)
        seen += page
        if cursor is None:
            break

    assert seen == every[::-1]


def test_incidents_are_found_by_state_client_time_and_scope(stores: Stores) -> None:
    old = an_incident(-600, resolved_at=at(-590))
    open_one, others = an_incident(0), an_incident(1, HARBOR)
    for each in (old, open_one, others):
        stores.incidents.save(each)

    def found(scope: ClientScope = ALL, **query: Any) -> list[Incident]:
        asked = IncidentQuery(**{"limit": 9, "period": EVER, **query})
        return list(stores.incidents.page(asked, scope)[0])

    assert found(client_id=TNT) == [open_one, old]
    assert found(state=IncidentState.RESOLVED) == [old]
    assert found(period=Period(start=at(0), end=at(1))) == [open_one]
    assert found(ClientScope(clients=frozenset({HARBOR}))) == [others]
    assert stores.incidents.incidents(TNT, Period(start=at(-595), end=at(-1))) == [old]
    assert stores.incidents.incidents(TNT, Period(start=at(60), end=at(61))) == [open_one]


def test_a_cursor_of_somebody_elses_is_refused(stores: Stores) -> None:
    with pytest.raises(InvalidError):
        stores.incidents.page(IncidentQuery(limit=1, period=EVER, cursor="mine"), ALL)


def test_a_delivery_goes_into_the_timeline(stores: Stores) -> None:
    incident = an_incident()
    stores.incidents.save(incident)
    entry = Entry(at=at(1), kind=EntryKind.DELIVERY, text="Slack: delivered", by="slack")

    stores.incidents.note_delivery(incident.incident_id, entry)
    stores.incidents.note_delivery(an_incident(7).incident_id, entry)

    stored = stores.incidents.incident(incident.incident_id)
    assert stored is not None
    assert (stored.timeline[-1], stored.version) == (entry, 2)


def test_of_two_who_change_an_incident_the_second_changes_nothing(stores: Stores) -> None:
    stores.incidents.save(an_incident())

    with pytest.raises(LostRaceError):
        stores.incidents.save(an_incident(resolved_at=at(1) + timedelta(seconds=1)))
