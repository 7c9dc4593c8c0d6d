from __future__ import annotations

from datetime import date, timedelta

from entelech.domain.backfill import BackfillShown, backfill_shown, begun
from tests.builders import NOON

TODAY = date(2025, 1, 15)


def test_it_goes_back_four_hundred_days_in_batches_of_ten() -> None:
    """400 days without today and the three before it are 397: 39 batches of ten, and one of seven."""
    backfill = begun(TODAY, 3, NOON)
    batches = []
    while not backfill.is_finished:
        batches.append(backfill.batch)
        backfill = backfill.advanced(NOON)

    days = [day for batch in batches for day in batch]
    assert [len(batch) for batch in batches] == [10] * 39 + [7]
    assert days == [date(2025, 1, 11) - timedelta(days=n) for n in range(397)]
    assert days[-1] == TODAY - timedelta(days=400)
    assert backfill.batch == []


def test_how_far_it_has_come_can_be_read() -> None:
    shown = backfill_shown(begun(TODAY, 3, NOON).advanced(NOON))

    assert shown == BackfillShown(
        first_date="2023-12-12",
        last_date="2025-01-11",
        days_total=397,
        days_asked=10,
        is_finished=False,
        moved_at=NOON,
    )


def test_what_nobody_goes_on_with_is_stalled() -> None:
    backfill = begun(TODAY, 3, NOON)

    assert not backfill.is_stalled(NOON + timedelta(minutes=30))
    assert backfill.is_stalled(NOON + timedelta(minutes=31))
