from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from entelech.domain.beat import Beat, BeatKind, Beats
from entelech.domain.ids import ClientId
from tests.builders import at

if TYPE_CHECKING:
    from tests.contracts.conftest import Stores

CLIENT = ClientId("tnt")
A, B = "0" * 16, "1" * 16


def beats(*kinds: BeatKind) -> Beats:
    known = Beats()
    for n, kind in enumerate(kinds):
        moment = at(n) + timedelta(milliseconds=250)
        known = known.with_one(Beat(at=moment, kind=kind, duration_s=1.5, message="Größe 7"))
    return known


def test_signs_read_back_to_the_millisecond(stores: Stores) -> None:
    first, second = beats(BeatKind.FAIL), beats(BeatKind.FAIL, BeatKind.START)

    assert stores.beats.save(CLIENT, A, first)
    assert stores.beats.save(CLIENT, A, second)

    assert stores.beats.beats([(CLIENT, A), (CLIENT, B)]) == {A: second}


def test_of_two_writers_the_second_writes_nothing(stores: Stores) -> None:
    stores.beats.save(CLIENT, A, beats(BeatKind.FAIL))

    assert not stores.beats.save(CLIENT, A, beats(BeatKind.SUCCESS))

    assert stores.beats.beats([(CLIENT, A)]) == {A: beats(BeatKind.FAIL)}


def test_another_clients_are_not_told(stores: Stores) -> None:
    stores.beats.save(CLIENT, A, beats(BeatKind.FAIL))

    assert stores.beats.beats([(ClientId("harbor"), A)]) == {}
