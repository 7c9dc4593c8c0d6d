from __future__ import annotations

from decimal import Decimal
from typing import Any

from entelech.domain.incident import (
    MAX_ENTRIES,
    Entry,
    EntryKind,
    Incident,
    IncidentAlert,
    IncidentState,
    Loss,
    Worth,
    ended,
    joined,
    loss,
    opened,
    told,
)
from entelech.domain.money import Money
from entelech.domain.notice_kinds import Severity
from tests.builders import TNT, at


def an_alert(alert_id: str = "a", minute: float = 0, **overrides: Any) -> IncidentAlert:
    return IncidentAlert(
        **{
            "alert_id": alert_id,
            "rule_id": "r1",
            "title": "Status is down",
            "severity": Severity.CRITICAL,
            "metric_name": "status",
            "system_name": None,
            "since": at(minute),
            "fired_at": at(minute),
            **overrides,
        }
    )


def a_story(*alerts: IncidentAlert) -> Incident:
    incident = opened("0m5xq2v40-a1b2c3d4.tnt", TNT, "TNT", at(0))
    for each in alerts:
        incident = joined(incident, each, each.fired_at)
    return incident


def test_it_lasts_until_the_last_of_its_alerts_has_ended() -> None:
    story = a_story(an_alert("a", 0), an_alert("b", 1, severity=Severity.INFO))

    story = ended(story, "a", "recovered", at=at(5), now=at(6))
    assert story.state is IncidentState.OPEN
    story = ended(story, "b", "recovered", at=at(7), now=at(8))

    assert (story.state, story.resolved_at) == (IncidentState.RESOLVED, at(8))
    assert [each.kind for each in story.timeline] == [
        EntryKind.OPENED,
        EntryKind.FIRED,
        EntryKind.FIRED,
        EntryKind.ENDED,
        EntryKind.ENDED,
        EntryKind.RESOLVED,
    ]


def test_it_is_as_urgent_as_its_most_urgent_alert_and_named_for_its_first() -> None:
    first = an_alert("a", title="Response time above 5000 ms", severity=Severity.WARNING)
    story = a_story(first, an_alert("b", system_name="Booking"), an_alert("c"))

    assert (story.severity, story.reason) == (Severity.CRITICAL, "Status is down")
    assert story.title == "Response time above 5000 ms and 2 more"
    assert story.systems == ("Booking",)


def test_an_alert_that_comes_back_soon_goes_on_with_the_story() -> None:
    story = ended(a_story(an_alert("a", 0)), "a", "recovered", at=at(5), now=at(5))
    assert (story.is_joined_at(at(19)), story.is_joined_at(at(20))) == (True, False)

    story = joined(story, an_alert("a", 10), at(10))

    assert (story.state, story.alerts["a"].since) == (IncidentState.OPEN, at(0))
    assert story.alerts["a"].ended_at is None
    assert story.timeline[-2].kind is EntryKind.REOPENED


def test_an_unknown_alert_ends_nothing_and_an_ended_one_not_again() -> None:
    story = a_story(an_alert("a"))

    assert ended(story, "b", "recovered", at=at(5), now=at(5)) is story
    once = ended(story, "a", "recovered", at=at(5), now=at(5))
    assert ended(once, "a", "recovered", at=at(6), now=at(6)) is once


def test_time_that_two_alerts_share_is_lost_once() -> None:
    """Down from minute 0 to 10 and from 5 to 20, and slow until 60: 20 minutes."""
    story = a_story(
        an_alert("a", 0), an_alert("b", 5), an_alert("c", 0, metric_name="response_time")
    )
    for alert_id, minute in (("a", 10), ("b", 20), ("c", 60)):
        story = ended(story, alert_id, "recovered", at=at(minute), now=at(minute))
    worth = Worth(
        runs_per_minute=Decimal("0.5"),
        saving_per_run=Money(amount=Decimal("1.234"), currency="EUR"),
    )

    # 20 min x 0.5 runs x 1.234 = 12.34
    assert loss(story, worth, at(60)) == Loss(
        sla_minutes=20, money=Money(amount=Decimal("12.34"), currency="EUR")
    )
    assert loss(story, None, at(60)) == Loss(sla_minutes=20)


def test_what_no_alert_speaks_of_is_not_known() -> None:
    assert loss(a_story(an_alert("c", metric_name="success_rate")), None, at(9)) == Loss()


def test_a_long_story_keeps_its_first_line_and_its_latest() -> None:
    story = a_story(an_alert("a"))
    for minute in range(MAX_ENTRIES + 5):
        story = told(story, Entry(at=at(minute), kind=EntryKind.NOTE, text=str(minute)))

    assert len(story.timeline) == MAX_ENTRIES
    assert story.timeline[0].kind is EntryKind.OPENED
    assert story.timeline[-1].text == str(MAX_ENTRIES + 4)
