from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entelech.domain.errors import InvalidError
from entelech.domain.schedule import (
    Interval,
    ShardId,
    is_due,
    is_worth_polling,
    newest_due,
    parse_shard_id,
    settled_window,
    windows_after,
)
from tests.builders import NOON, SHARD, at

shards = st.builds(ShardId, interval=st.sampled_from(Interval), number=st.integers(0, 999))
instants = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - the zone is the next argument
    max_value=datetime(2040, 1, 1),  # noqa: DTZ001 - likewise
    timezones=st.just(UTC),
)


@given(shards, instants)
def test_a_shard_is_due_exactly_once_an_interval(shard: ShardId, start: datetime) -> None:
    minutes = [start + timedelta(minutes=n) for n in range(shard.interval)]

    assert sum(is_due(shard, minute) for minute in minutes) == 1


@given(shards, instants)
def test_the_newest_due_minute_is_due_and_less_than_an_interval_old(
    shard: ShardId, now: datetime
) -> None:
    window = newest_due(shard, now)

    assert is_due(shard, window)
    assert timedelta() <= now - window < shard.interval.length


@given(shards, instants)
def test_a_settled_window_is_over_and_the_newest_such(shard: ShardId, now: datetime) -> None:
    window = settled_window(shard, now)

    assert is_due(shard, window)
    assert timedelta(minutes=3) <= now - window < shard.interval.length + timedelta(minutes=4)


@given(shards, instants, st.integers(0, 5))
def test_the_windows_after_one_are_those_due_since(
    shard: ShardId, now: datetime, count: int
) -> None:
    newest = newest_due(shard, now)
    window = newest - count * shard.interval.length

    assert windows_after(shard, window, now) == [
        newest - step * shard.interval.length for step in range(count)
    ]


def test_a_window_is_worth_polling_for_one_interval_and_a_late_schedule() -> None:
    """EventBridge Scheduler may fire at the last second of the minute."""
    assert is_worth_polling(SHARD, NOON, at(seconds=119))
    assert not is_worth_polling(SHARD, NOON, at(minutes=2))


@given(shards)
def test_a_shard_id_reads_back(shard: ShardId) -> None:
    assert parse_shard_id(str(shard)) == shard


@pytest.mark.parametrize("text", ["", "1", "2#0", "1#", "1#x", "1#-1", "1#1234567", "1#²", "#1"])
def test_what_is_no_shard_id_is_refused(text: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parse_shard_id(text)

    assert caught.value.field == "shard"


def test_shards_of_an_hour_are_spread_over_its_minutes() -> None:
    """CRC-32 is fixed, so the spread is too: 60 shards land in well over half of the minutes."""
    phases = {ShardId(interval=Interval.HOUR, number=n).phase for n in range(60)}

    assert len(phases) > 30
