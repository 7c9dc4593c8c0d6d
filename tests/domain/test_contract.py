from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entelech.domain.contract import Claim, ClaimedStatus, read_claim
from entelech.domain.errors import InvalidError

SEED = {
    "status": "healthy",
    "timestamp": "2025-01-15T14:30:00Z",
    "uptime_percentage": 99.8,
    "endpoints_checked": 5,
    "endpoints_healthy": 5,
    "response_time_ms": 245.3,
    "system_info": {"version": "1.2.0", "environment": "production"},
}
"""Source: the developer guide, "Health Check Endpoint"."""


def test_the_answer_of_the_guide_is_valid() -> None:
    claim = read_claim(json.dumps(SEED).encode())

    assert claim == Claim(
        status=ClaimedStatus.HEALTHY,
        timestamp=datetime(2025, 1, 15, 14, 30, tzinfo=UTC),
        uptime_ratio=0.998,
    )


def test_only_the_status_must_be_there_and_other_fields_are_ignored() -> None:
    claim = read_claim(b'{"status": "degraded", "colour": "blue", "timestamp": null}')

    assert claim == Claim(status=ClaimedStatus.DEGRADED, timestamp=None, uptime_ratio=None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"status": None}, "status"),
        ({"status": "HEALTHY"}, "status"),
        ({"status": 1}, "status"),
        ({"timestamp": "yesterday"}, "timestamp"),
        ({"timestamp": "2025-01-15T14:30:00"}, "timestamp"),
        ({"timestamp": 1736951400}, "timestamp"),
        ({"timestamp": "0001-01-01T00:00:00+23:59"}, "timestamp"),
        ({"uptime_percentage": 100.1}, "uptime_percentage"),
        ({"uptime_percentage": -1}, "uptime_percentage"),
        ({"uptime_percentage": "99.8"}, "uptime_percentage"),
        ({"uptime_percentage": True}, "uptime_percentage"),
        ({"endpoints_checked": 1.5}, "endpoints_checked"),
        ({"endpoints_checked": True}, "endpoints_checked"),
        ({"endpoints_healthy": -1}, "endpoints_healthy"),
        ({"response_time_ms": -0.1}, "response_time_ms"),
        ({"response_time_ms": []}, "response_time_ms"),
        ({"system_info": "1.2.0"}, "system_info"),
    ],
)
def test_a_field_against_the_contract_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        read_claim(json.dumps({**SEED, **change}).encode())

    assert caught.value.field == field


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"ok",
        b"[]",
        b'"healthy"',
        b"null",
        b'{"status": "healthy"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a": ' * 50_000,
    ],
)
def test_what_is_no_json_object_is_an_invalid_body(body: bytes) -> None:
    with pytest.raises(InvalidError) as caught:
        read_claim(body)

    assert caught.value.field == "body"


@pytest.mark.parametrize("field", ["uptime_percentage", "response_time_ms", "endpoints_checked"])
def test_numbers_beyond_all_bounds_are_refused(field: str) -> None:
    """Python reads whole numbers of any size, and they fit into no float."""
    with pytest.raises(InvalidError) as caught:
        read_claim(b'{"status": "healthy", "%s": 1%s}' % (field.encode(), b"0" * 400))

    assert caught.value.field == field


def test_numbers_that_are_none_are_refused() -> None:
    """JSON has no NaN; Python's reader takes it all the same."""
    with pytest.raises(InvalidError) as caught:
        read_claim(b'{"status": "healthy", "uptime_percentage": NaN}')

    assert caught.value.field == "uptime_percentage"


@given(st.binary(max_size=300))
def test_no_body_breaks_the_reader(body: bytes) -> None:
    try:
        status: object = read_claim(body).status
    except InvalidError as error:
        status = error.field

    assert isinstance(status, str)


def test_a_claim_is_as_old_as_its_timestamp_and_never_younger_than_now() -> None:
    moment = datetime(2025, 1, 15, 14, 30, tzinfo=UTC)
    claim = Claim(status=ClaimedStatus.HEALTHY, timestamp=moment, uptime_ratio=None)

    assert claim.age_s(moment + timedelta(seconds=90)) == 90
    assert claim.age_s(moment - timedelta(seconds=90)) == 0
