from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import asdict

from entelech.domain.errors import ConflictError, InvalidError
from entelech.domain.notice_kinds import Severity
from entelech.domain.rule import Comparison, NoData
from entelech.domain.rule_answer import rule_shown
from entelech.domain.rule_request import changed_rule, parse_rule
from tests.alerting import EMAIL, MINUTE, SLACK
from tests.builders import TNT, at


def a_rule_body(**overrides: Any) -> dict[str, Any]:
    """Five arguments. Source: the developer guide's first example."""
    return {
        "client_id": "tnt-limousine-001",
        "metric_name": "uptime",
        "threshold": 95.0,
        "comparison": "less_than",
        "alert_type": "slack",
        **overrides,
    }


def test_five_arguments_make_a_rule_that_is_not_noisy() -> None:
    rule = parse_rule(a_rule_body(), rule_id="r1", now=at(0))

    assert (rule.client_id, rule.channels, rule.threshold) == (TNT, (SLACK,), Decimal(95))
    assert (rule.window_minutes, rule.severity) == (60, Severity.CRITICAL)
    assert (rule.hold, rule.keep_firing, rule.no_data) == (2 * MINUTE, 5 * MINUTE, NoData.KEEP)
    assert rule.title == "Uptime below 95 %"


def test_a_star_is_every_client() -> None:
    assert parse_rule(a_rule_body(client_id="*"), rule_id="r1", now=at(0)).client_id is None


@pytest.mark.parametrize(
    ("metric", "threshold", "title"),
    [
        ("success_rate", 90.0, "Success rate below 90 %"),
        ("response_time", 5000, "Response time below 5000 ms"),
        ("daily_automations", 10, "Automations below 10 runs"),
        ("status", 2, "Status below down"),
        ("uptime", 99.95, "Uptime below 99.95 %"),
    ],
)
def test_titles_say_the_rule_in_words(metric: str, threshold: float, title: str) -> None:
    body = a_rule_body(metric_name=metric, threshold=threshold)

    assert parse_rule(body, rule_id="r1", now=at(0)).title == title


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("client_id", {"client_id": "No Such Slug"}),
        ("metric_name", {"metric_name": "speed"}),
        ("threshold", {"threshold": "95"}),
        ("threshold", {"threshold": float("nan")}),
        ("comparison", {"comparison": "below"}),
        ("alert_type", {"alert_type": "pigeon"}),
        ("alert_type", {"alert_type": None}),
        ("alert_type", {"channels": ["ops"]}),
        ("channels[1]", {"alert_type": None, "channels": ["ops", "No"]}),
        ("colour", {"colour": "red"}),
        ("min_breaches", {"min_breaches": 3, "out_of": 2}),
        ("escalate_to", {"escalate_after_minutes": 30}),
        ("clear_threshold", {"clear_threshold": 94}),
        ("clear_threshold", {"comparison": "equals", "clear_threshold": 94}),
        ("runbook_url", {"runbook_url": "javascript:alert(1)"}),
        ("window_minutes", {"window_minutes": 61}),
        ("window_minutes", {"metric_name": "status", "window_minutes": 60}),
        ("for_minutes", {"for_minutes": -1}),
        ("tag", {"tag": "EU"}),
        ("tag", {"tag": ["eu"]}),
        ("tag", {"tag": "eu", "systems": ["*"]}),
        ("systems", {"tag": "eu", "systems": "*"}),
        ("repeat_every_minutes", {"repeat_every_minutes": 1}),
        ("active_hours[0].days", {"active_hours": [{"opens": "08:00", "closes": "17:00"}]}),
    ],
)
def test_what_is_wrong_is_named(field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidError) as refusal:
        parse_rule(a_rule_body(**changes), rule_id="r1", now=at(0))

    assert refusal.value.field == field


def test_everything_can_be_said() -> None:
    said = {
        "channels": ["slack", "email", "slack"],
        "severity": "info",
        "systems": ["*"],
        "window_minutes": 360,
        "clear_threshold": 97,
        "for_minutes": 7,
        "keep_firing_for_minutes": 8,
        "min_breaches": 2,
        "out_of": 3,
        "no_data": "alert",
        "no_data_after_minutes": 9,
        "active_hours": [{"days": ["monday"], "opens": "08:00", "closes": "17:00"}],
        "description": "Call Bob",
        "runbook_url": "https://wiki.example.com/uptime",
        "repeat_every_minutes": 60,
        "escalate_after_minutes": 30,
        "escalate_to": ["email"],
        "is_enabled": False,
    }
    rule = parse_rule(a_rule_body(alert_type=None, **said), rule_id="r1", now=at(0))

    answer = rule_shown(rule)
    shown = asdict(answer)
    assert {name: shown[name] for name in said if name not in {"channels", "active_hours"}} == {
        name: each for name, each in said.items() if name not in {"channels", "active_hours"}
    }
    assert (shown["channels"], shown["alert_type"]) == (["slack", "email"], "slack")
    assert [asdict(each) for each in answer.active_hours] == said["active_hours"]


def test_a_change_leaves_what_it_does_not_name() -> None:
    before = parse_rule(a_rule_body(for_minutes=7), rule_id="r1", now=at(0))

    after = changed_rule(before, {"threshold": 90, "alert_type": "email"}, at(1))

    assert (after.threshold, after.channels, after.hold) == (Decimal(90), (EMAIL,), 7 * MINUTE)
    assert (after.version, after.created_at, after.updated_at) == (2, at(0), at(1))


@pytest.mark.parametrize("field", ["client_id", "metric_name"])
def test_a_change_does_not_make_it_another_rule(field: str) -> None:
    before = parse_rule(a_rule_body(), rule_id="r1", now=at(0))

    with pytest.raises(InvalidError) as refusal:
        changed_rule(before, {field: "status"}, at(1))

    assert refusal.value.field == field


def test_a_change_of_a_version_that_is_past_is_refused() -> None:
    before = parse_rule(a_rule_body(), rule_id="r1", now=at(0))

    after = changed_rule(before, {"threshold": 90, "version": 1}, at(1))

    assert after.version == 2
    with pytest.raises(ConflictError):
        changed_rule(after, {"threshold": 80, "version": 1}, at(2))


def test_two_rules_that_watch_and_tell_the_same_are_the_same() -> None:
    first = parse_rule(a_rule_body(), rule_id="r1", now=at(0))
    second = parse_rule(a_rule_body(threshold=90), rule_id="r2", now=at(1))
    others = [
        parse_rule(a_rule_body(**changes), rule_id="r3", now=at(1))
        for changes in (
            {"client_id": "*"},
            {"metric_name": "success_rate"},
            {"comparison": "greater_than"},
            {"alert_type": "email"},
            {"tag": "eu"},
        )
    ]

    assert first.is_same_as(second)
    assert not any(first.is_same_as(each) for each in others)


def test_subjects_are_the_client_its_systems_or_those_named() -> None:
    def subjects(*systems: str) -> tuple[str | None, ...]:
        body = a_rule_body(systems=list(systems))
        return parse_rule(body, rule_id="r1", now=at(0)).subjects({"A": ("eu",), "B": ()})

    assert subjects() == (None,)
    assert subjects("*") == ("A", "B")
    assert subjects("B", "gone") == ("B",)


def test_a_rule_by_tag_is_about_the_systems_that_have_it() -> None:
    rule = parse_rule(a_rule_body(client_id="*", tag="eu"), rule_id="r1", now=at(0))

    assert rule.subjects({"A": ("booking", "eu"), "B": ("booking",), "C": ("eu",)}) == ("A", "C")
    assert rule.subjects({"A": (), "B": ("europe",)}) == ()
    assert (rule_shown(rule).systems, rule_shown(rule).tag) == ([], "eu")


def test_systems_and_tag_take_the_place_of_each_other() -> None:
    named = parse_rule(a_rule_body(systems=["A"]), rule_id="r1", now=at(0))

    tagged = changed_rule(named, {"tag": "eu"}, at(1))
    kept = changed_rule(tagged, {"threshold": 90, "tag": None}, at(2))
    whole = changed_rule(kept, {"systems": []}, at(3))

    assert [(each.systems, each.tag) for each in (named, tagged, kept, whole)] == [
        (("A",), None),
        ((), "eu"),
        ((), "eu"),
        ((), None),
    ]


def test_equal_is_equal_whatever_the_digits() -> None:
    body = a_rule_body(metric_name="status", comparison="equals", threshold=2)
    rule = parse_rule(body, rule_id="r1", now=at(0))

    assert rule.comparison is Comparison.EQUALS
    assert rule.is_broken_by(Decimal("2.0"))
    assert rule.title == "Status is down"
