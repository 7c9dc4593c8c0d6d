from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from entelech.domain.beat import KEPT, Beat, BeatKind, Beats, parse_beat
from entelech.domain.beat_token import BeatToken, parse_token, token_text
from entelech.domain.check import Status, heard
from entelech.domain.checks.heartbeat import Due, HeartbeatCheck
from entelech.domain.errors import InvalidError, NotFoundError
from entelech.domain.fields import Fields
from entelech.domain.ids import ClientId
from entelech.domain.reason import Reason
from entelech.domain.schedule import Interval
from tests.builders import NOON, at

HOURLY = HeartbeatCheck(every=timedelta(hours=1), grace=timedelta(minutes=10))
START, SUCCESS, FAIL = BeatKind.START, BeatKind.SUCCESS, BeatKind.FAIL


def heard_of(*beats: tuple[BeatKind, float]) -> Beats:
    """The signs, each so many minutes after noon."""
    known = Beats()
    for kind, minute in beats:
        known = known.with_one(Beat(at=at(minute), kind=kind))
    return known


@pytest.mark.parametrize(
    ("beats", "minute", "due"),
    [
        ([], 0, Due(Reason.UNKNOWN, None)),
        ([(SUCCESS, 0)], 69.9, Due(Reason.OK, at(0))),
        ([(SUCCESS, 0)], 70, Due(Reason.HEARTBEAT_MISSED, at(70))),
        ([(SUCCESS, 0)], 500, Due(Reason.HEARTBEAT_MISSED, at(70))),
        ([(SUCCESS, 0), (SUCCESS, 80)], 81, Due(Reason.OK, at(80))),
        ([(SUCCESS, 0), (FAIL, 5)], 6, Due(Reason.HEARTBEAT_FAILED, at(5))),
        ([(FAIL, 5), (FAIL, 8)], 9, Due(Reason.HEARTBEAT_FAILED, at(5))),
        ([(FAIL, 5), (START, 8)], 9, Due(Reason.HEARTBEAT_FAILED, at(5))),
        ([(FAIL, 5), (SUCCESS, 8)], 9, Due(Reason.OK, at(8))),
        ([(START, 0)], 9, Due(Reason.UNKNOWN, None)),
        ([(START, 0)], 10, Due(Reason.HEARTBEAT_MISSED, at(10))),
        ([(SUCCESS, 0), (START, 65)], 69, Due(Reason.OK, at(0))),
        ([(SUCCESS, 0), (START, 65)], 72, Due(Reason.HEARTBEAT_MISSED, at(70))),
        ([(SUCCESS, 0), (START, 30)], 45, Due(Reason.HEARTBEAT_MISSED, at(40))),
        ([(SUCCESS, 0), (START, 30), (SUCCESS, 46)], 47, Due(Reason.OK, at(46))),
    ],
)
def test_what_signs_of_life_say(
    beats: list[tuple[BeatKind, float]], minute: float, due: Due
) -> None:
    assert HOURLY.due(heard_of(*beats), at(minute)) == due


@pytest.mark.parametrize(
    ("success", "expected"),
    [
        ("2025-01-17T03:01:00+01:00", "2025-01-20T03:00:00+01:00"),  # a Friday's next is Monday
        ("2025-03-28T03:00:01+01:00", "2025-03-31T03:00:00+02:00"),  # the clocks change between
        ("2025-10-24T03:00:01+02:00", "2025-10-27T03:00:00+01:00"),
    ],
)
def test_a_cron_is_due_by_the_clocks_of_its_zone(success: str, expected: str) -> None:
    check = HeartbeatCheck(cron="0 3 * * MON-FRI", zone="Europe/Berlin", grace=timedelta())

    due = check.due_after(datetime.fromisoformat(success).astimezone(UTC))

    assert due == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("success", "grace_minutes", "due"),
    [
        ("02:59", 10, "04:10"),  # a minute early: for 03:00
        ("02:50", 10, "04:10"),
        ("02:49", 10, "03:10"),  # more than the grace early: for 02:00, late
        ("02:31", 50, "04:50"),  # half an hour at the most
        ("02:29", 50, "03:50"),
        ("02:59", 0, "03:00"),
    ],
)
def test_a_success_shortly_before_its_time_counts_for_it(
    success: str, grace_minutes: int, due: str
) -> None:
    check = HeartbeatCheck(cron="0 * * * *", grace=timedelta(minutes=grace_minutes))

    found = check.due_after(datetime.fromisoformat(f"2025-01-15T{success}:00Z"))

    assert found == datetime.fromisoformat(f"2025-01-15T{due}:00Z")


def test_a_system_that_never_called_is_down_once_its_first_sign_was_due() -> None:
    """Registered at noon, every hour with 10 minutes of grace."""
    dues = [HOURLY.due(Beats(), at(minute), since=NOON) for minute in (69.9, 70, 500)]
    missed = Due(Reason.HEARTBEAT_MISSED, at(70))

    assert dues == [Due(Reason.UNKNOWN, None), missed, missed]


@pytest.mark.parametrize("cron", ["0 0 3 * * *", "0 3 * *", "@daily"])
def test_a_cron_has_five_fields(cron: str) -> None:
    with pytest.raises(InvalidError) as caught:
        HeartbeatCheck.parse(Fields({"cron": cron}), "check", "UTC")

    assert caught.value.field == "check.cron"


def test_an_outage_begins_when_it_was_due_and_not_when_it_was_seen() -> None:
    """Due at 13:10:00, seen at 13:10:42 in the window of that minute, and again a minute later."""
    due = HOURLY.due(heard_of((SUCCESS, 0)), at(70, seconds=42))
    first = heard(due, window=at(70), start_offset_ms=42_000)
    again = heard(due, window=at(71), start_offset_ms=2_000)

    assert (first.status, first.since(at(70))) == (Status.DOWN, at(70))
    assert first.holds_from(at(70), Interval.MINUTE) == at(70)
    assert (again.since(at(71)), again.holds_from(at(71), Interval.MINUTE)) == (
        at(70),
        at(71, seconds=2),
    )


def test_a_due_time_between_two_windows_is_exact() -> None:
    check = HeartbeatCheck(every=timedelta(hours=1), grace=timedelta(minutes=10))
    late = check.due(heard_of((SUCCESS, 0.4)), at(71, seconds=1))

    result = heard(late, window=at(71), start_offset_ms=1_000)

    assert result.holds_from(at(71), Interval.MINUTE) == at(70.4)


def test_the_newest_signs_are_kept() -> None:
    beats = heard_of(*[(SUCCESS, n) for n in range(KEPT + 5)])

    assert (beats.version, len(beats.newest)) == (KEPT + 5, KEPT)
    assert beats.newest[0].at == at(KEPT + 4)


def test_a_sign_says_how_long_the_run_took_or_we_count_from_its_start() -> None:
    started = heard_of((START, 0))

    assert parse_beat({}, started, at(2)) == Beat(at=at(2), kind=SUCCESS, duration_s=120.0)
    told = {"status": "fail", "duration_seconds": 3.5, "message": "no disk"}
    assert parse_beat(told, started, at(2)) == Beat(
        at=at(2), kind=FAIL, duration_s=3.5, message="no disk"
    )


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], "body"),
        ({"status": "ok"}, "status"),
        ({"duration_seconds": -1}, "duration_seconds"),
        ({"message": "a\nb"}, "message"),
        ({"message": "x" * 201}, "message"),
        ({"exit_code": 1}, "exit_code"),
    ],
)
def test_a_wrong_field_is_named(body: Any, field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parse_beat(body, Beats(), NOON)

    assert caught.value.field == field


TOKEN = BeatToken(client_id=ClientId("tnt"), beat_id="0123456789abcdef", generation=2)


def test_a_token_reads_back() -> None:
    assert parse_token(token_text(TOKEN, "key"), "key") == TOKEN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tnt",
        token_text(TOKEN, "another key"),
        token_text(TOKEN, "key").replace("tnt", "a"),
        token_text(TOKEN, "key").replace(".2.", ".1."),
        token_text(TOKEN, "key").upper(),
        token_text(TOKEN, "key")[:-1],
        token_text(TOKEN, "key") + "\n",
    ],
)
def test_a_token_that_we_did_not_make_is_unknown(text: str) -> None:
    with pytest.raises(NotFoundError, match="There is no heartbeat of this token"):
        parse_token(text, "key")
