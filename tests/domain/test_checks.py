"""Each way to check a system: what is read of it, and what it makes of an answer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entelech.domain import checks
from entelech.domain.check import CheckPolicy, Circumstances, Result, judge, sentence
from entelech.domain.checks import CHECK_SCHEMA, CONTRACT, TYPES, check_document, parse_check
from entelech.domain.checks.heartbeat import HeartbeatCheck
from entelech.domain.checks.http import HttpCheck
from entelech.domain.checks.tcp import TcpCheck
from entelech.domain.condition import Condition, parse_condition
from entelech.domain.errors import InvalidError
from entelech.domain.probe import Certificate, Connected, Probe, Unanswered
from entelech.domain.reason import Reason
from tests.builders import NOON, an_answer

QUEUE = {"path": "queue.depth", "operator": "<=", "value": 100}
BODY = b'{"queue": {"depth": 100, "name": "mail"}, "jobs": [{"ok": true}], "nothing": null}'


def parsed(**written: Any) -> checks.Check:
    return parse_check(written, field="checks.CRM", zone="Europe/Berlin")


def judged(probe: Probe, **written: Any) -> Result:
    check = parsed(**written)
    assert not isinstance(check, HeartbeatCheck)
    policy = CheckPolicy(degraded_over_ms=500)
    now = Circumstances(attempts=1, start_offset_ms=0, answered_at=NOON)
    return judge(probe, policy, now, check)


def test_every_file_of_the_folder_is_a_type_and_every_type_has_its_file() -> None:
    folder = Path(checks.__file__).parent
    files = {each.stem for each in folder.glob("*.py")} - {"__init__"}

    assert files == set(TYPES)
    for name, kind in TYPES.items():
        assert kind.__module__ == f"{checks.__name__}.{name}"


@pytest.mark.parametrize(
    "written",
    [
        {"type": "health"},
        {"type": "health", "min_tls_days": 14},
        {"type": "http"},
        {
            "type": "http",
            "expected_status": [200, 401],
            "body_contains": "Welcome",
            "conditions": [QUEUE, {"path": "jobs[0].ok", "operator": "==", "value": True}],
            "min_tls_days": 7,
        },
        {"type": "tcp"},
        {"type": "heartbeat", "every_minutes": 60, "grace_minutes": 0},
        {
            "type": "heartbeat",
            "cron": "0 3 * * MON-FRI",
            "time_zone": "Asia/Kathmandu",
            "grace_minutes": 30,
        },
    ],
)
def test_what_is_written_reads_back(written: dict[str, Any]) -> None:
    assert check_document(parsed(**written)) == written


def test_a_cron_is_of_the_clients_zone_unless_said() -> None:
    assert check_document(parsed(type="heartbeat", cron="0 3 * * *")) == {
        "type": "heartbeat",
        "cron": "0 3 * * *",
        "time_zone": "Europe/Berlin",
        "grace_minutes": 5,
    }


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ({}, "type"),
        ({"type": "ping"}, "type"),
        ({"type": "health", "body_contains": "x"}, "body_contains"),
        ({"type": "tcp", "min_tls_days": 7}, "min_tls_days"),
        ({"type": "health", "colour": "blue"}, "colour"),
        ({"type": "health", "min_tls_days": 0}, "min_tls_days"),
        ({"type": "http", "expected_status": []}, "expected_status"),
        ({"type": "http", "expected_status": [200, "201"]}, "expected_status"),
        ({"type": "http", "expected_status": [True]}, "expected_status"),
        ({"type": "http", "expected_status": 200}, "expected_status"),
        ({"type": "http", "body_contains": ""}, "body_contains"),
        ({"type": "http", "conditions": [QUEUE] * 11}, "conditions"),
        ({"type": "http", "conditions": [QUEUE, {"path": "a"}]}, "conditions[1].operator"),
        ({"type": "http", "conditions": [QUEUE | {"path": "a["}]}, "conditions[0].path"),
        ({"type": "http", "conditions": [QUEUE | {"path": "a" * 201}]}, "conditions[0].path"),
        ({"type": "http", "conditions": [QUEUE | {"operator": "~"}]}, "conditions[0].operator"),
        ({"type": "http", "conditions": [QUEUE | {"value": None}]}, "conditions[0].value"),
        ({"type": "http", "conditions": [QUEUE | {"value": [1]}]}, "conditions[0].value"),
        ({"type": "http", "conditions": [QUEUE | {"value": True}]}, "conditions[0].operator"),
        ({"type": "heartbeat"}, "every_minutes"),
        ({"type": "heartbeat", "every_minutes": 5, "cron": "* * * * *"}, "every_minutes"),
        ({"type": "heartbeat", "every_minutes": 0}, "every_minutes"),
        ({"type": "heartbeat", "every_minutes": 5, "grace_minutes": -1}, "grace_minutes"),
        ({"type": "heartbeat", "cron": "0 3 * *"}, "cron"),
        ({"type": "heartbeat", "cron": "0 3 31 2 *"}, "cron"),
        ({"type": "heartbeat", "cron": "0 3 * * *", "time_zone": "Mars"}, "time_zone"),
    ],
)
def test_a_wrong_field_is_named(written: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parsed(**written)

    assert caught.value.field == f"checks.CRM.{field}"


def test_the_schema_knows_every_option() -> None:
    known = {name for kind in TYPES.values() for name in kind.schema}

    assert set(CHECK_SCHEMA["properties"]) == {"type", *known}


@pytest.mark.parametrize(
    ("written", "status", "reason", "detail"),
    [
        ({}, 200, Reason.OK, None),
        ({}, 404, Reason.FAILURE, "HTTP 404"),
        ({"expected_status": [401]}, 401, Reason.OK, None),
        ({"expected_status": [401]}, 200, Reason.FAILURE, "HTTP 200"),
        ({"body_contains": '"name": "mail"'}, 200, Reason.OK, None),
        ({"body_contains": "Mail"}, 200, Reason.UNEXPECTED_ANSWER, "body_contains"),
        ({"conditions": [QUEUE]}, 200, Reason.OK, None),
        ({"body_contains": "Mail"}, 404, Reason.FAILURE, "HTTP 404"),
        (
            {"conditions": [QUEUE, QUEUE | {"operator": "<"}]},
            200,
            Reason.UNEXPECTED_ANSWER,
            "conditions[1]",
        ),
    ],
)
def test_a_page_is_as_it_is_expected(
    written: dict[str, Any], status: int, reason: Reason, detail: str | None
) -> None:
    result = judged(an_answer(BODY, http_status=status), type="http", **written)

    assert (result.reason, result.detail) == (reason, detail)
    assert sentence(result.reason, result.detail) is None or detail is not None


@pytest.mark.parametrize(
    ("written", "reason", "detail"),
    [
        ({}, Reason.OK, None),
        ({"body_contains": "Book now"}, Reason.OK, None),
        (
            {"body_contains": "Imprint"},
            Reason.UNEXPECTED_ANSWER,
            "body_contains in its first 64 KiB",
        ),
        ({"conditions": [QUEUE]}, Reason.UNEXPECTED_ANSWER, "conditions[0] in its first 64 KiB"),
    ],
)
def test_of_a_large_page_the_first_part_tells(
    written: dict[str, Any], reason: Reason, detail: str | None
) -> None:
    page = an_answer(b"<a>Book now</a>" + b" " * 65_000, is_cut=True)

    result = judged(page, type="http", **written)

    assert (result.reason, result.detail) == (reason, detail)


def test_a_health_answer_that_is_too_large_is_against_the_contract() -> None:
    result = judged(an_answer(b'{"status": "healthy", "x": "', is_cut=True), type="health")

    assert (result.reason, result.detail) == (Reason.INVALID_CONTRACT, "body is over 64 KiB")


@pytest.mark.parametrize(
    "path", ["[@,@][]" * 20, "jobs[*].ok", "jobs[?ok]", "max_by(jobs, &ok)", "jobs[0:2]", "a | b"]
)
def test_a_path_names_one_place(path: str) -> None:
    """Twenty doublings make a million values of one, on the event loop that all systems share."""
    with pytest.raises(InvalidError) as caught:
        parse_condition({"path": path, "operator": "==", "value": 1}, field="conditions[0]")

    assert caught.value.field == "conditions[0].path"


@pytest.mark.parametrize(
    ("path", "operator", "value", "holds"),
    [
        ("queue.depth", "==", 100.0, True),
        ("queue.depth", "==", "100", False),  # a number is no text
        ("queue.depth", ">", True, False),
        ("jobs[0].ok", "==", True, True),
        ("jobs[0].ok", "==", 1, False),  # truth is no number
        ("jobs[9].ok", "!=", True, False),  # what is not there is not unequal either
        ("nothing", "!=", "x", False),
        ("queue.name", ">=", "mail", True),
        ("length(jobs)", "==", 1, True),
        ("length(queue.depth)", "==", 1, False),  # a function that does not take it
        ("queue", "==", "x", False),
    ],
)
def test_a_condition_compares_like_with_like(
    path: str, operator: str, value: Any, holds: bool
) -> None:
    body = checks.http.json_of(BODY)  # type: ignore[attr-defined]

    assert Condition(path=path, operator=operator, value=value).holds(body) is holds


@given(body=st.binary(max_size=200))
def test_no_body_breaks_a_check(body: bytes) -> None:
    result = judged(an_answer(body), type="http", conditions=[QUEUE], body_contains="x")

    assert result.reason is Reason.UNEXPECTED_ANSWER


def test_a_slow_page_or_port_is_degraded() -> None:
    page = judged(an_answer(b"", duration_ms=501.0), type="http")
    port = judged(Connected(duration_ms=501.0), type="tcp")
    fast = judged(Connected(duration_ms=1.0), type="tcp")

    assert [(each.reason, each.detail) for each in (page, port, fast)] == [
        (Reason.DEGRADED, "slow"),
        (Reason.DEGRADED, "slow"),
        (Reason.OK, None),
    ]


def test_a_port_that_takes_nothing_is_down() -> None:
    refused = Unanswered(reason=Reason.CONNECTION, detail="refused")

    assert judged(refused, type="tcp").reason is Reason.CONNECTION


@pytest.mark.parametrize(
    ("days", "least", "detail"), [(6.9, 7, "certificate 6"), (7.0, 7, None), (1.0, None, None)]
)
@pytest.mark.parametrize("kind", ["health", "http"])
def test_a_certificate_that_ends_soon_is_told(
    kind: str, days: float, least: int | None, detail: str | None
) -> None:
    shown = Certificate(expires_at=NOON + timedelta(days=days), issuer="R11")
    written = {"type": kind} | ({"min_tls_days": least} if least else {})

    result = judged(an_answer(certificate=shown), **written)

    assert (result.detail, result.certificate) == (detail, shown)
    assert sentence(result.reason, result.detail) == (
        "its certificate ends in 6 days" if detail else None
    )


def test_a_certificate_hides_no_worse_news() -> None:
    shown = Certificate(expires_at=NOON, issuer="R11")

    result = judged(an_answer(http_status=500, certificate=shown), type="http", min_tls_days=7)

    assert result.reason is Reason.FAILURE


def test_types_know_their_urls() -> None:
    assert [
        check.url(endpoint)
        for check, endpoint in (
            (CONTRACT, "https://a.example.com"),
            (HttpCheck(), "https://a.example.com/x"),
            (TcpCheck(), "tcp://a.example.com:443"),
        )
    ] == ["https://a.example.com/health", "https://a.example.com/x", "tcp://a.example.com:443"]
