from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.domain.period import Period
from entelech.domain.schedule import Interval, ShardId
from entelech.domain.suspicion import SuspectCause, Suspicion
from tests.builders import SHARD, at

if TYPE_CHECKING:
    from tests.contracts.conftest import Stores

OTHER = ShardId(interval=Interval.FIVE_MINUTES, number=3)


def test_failures_of_a_minute_are_noted_by_shard(stores: Stores) -> None:
    stores.suspicions.note_failures(at(0), SHARD, 4)
    stores.suspicions.note_failures(at(0), OTHER, 1)
    stores.suspicions.note_failures(at(1), OTHER, 9)
    stores.suspicions.note_failures(at(0), SHARD, 5)

    assert stores.suspicions.failures(at(0)) == {SHARD: 5, OTHER: 1}
    assert stores.suspicions.failures(at(7)) == {}


def test_marks_of_a_time_read_back_in_order(stores: Stores) -> None:
    made = [
        Suspicion(window=at(1), cause=SuspectCause.CANARY),
        Suspicion(
            window=at(1),
            cause=SuspectCause.MANY_FAILURES,
            interval=Interval.HOUR,
            failed=3,
            clients=10,
        ),
        Suspicion(window=at(2), cause=SuspectCause.CANARY),
    ]
    for each in (*made, Suspicion(window=at(3), cause=SuspectCause.CANARY), made[0]):
        stores.suspicions.mark(each)

    assert list(stores.suspicions.suspicions(Period(start=at(1), end=at(3)))) == made
    assert list(stores.suspicions.suspicions(Period(start=at(4), end=at(9)))) == []
