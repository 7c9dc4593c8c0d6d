from __future__ import annotations

from entelech.domain.check import Reason, Status
from entelech.domain.ids import Slot
from entelech.domain.shard import ShardState, SlotState, next_state, transitions
from tests.builders import NOON, SHARD, TNT, a_config, a_result, a_row, a_tick, at

NOTHING = ShardState(shard=SHARD)


def test_the_first_result_makes_a_status_from_its_own_instant() -> None:
    state = next_state(a_config(), NOTHING, a_tick(NOON))

    assert state.last_window == NOON
    assert state.slots[Slot(0)] == SlotState(
        status=Status.HEALTHY, since=at(seconds=1), reason=Reason.OK, detail=None
    )


def test_a_status_that_stays_keeps_its_since_while_the_reason_changes() -> None:
    config = a_config(a_row(0))
    first = next_state(config, NOTHING, a_tick(NOON, {0: a_result(Reason.TIMEOUT)}))

    second = next_state(config, first, a_tick(at(1), {0: a_result(Reason.DNS)}))

    assert second.slots[Slot(0)].since == first.slots[Slot(0)].since
    assert second.slots[Slot(0)].reason is Reason.DNS


def test_a_slot_that_was_not_measured_stays_as_it_was() -> None:
    config = a_config()
    first = next_state(config, NOTHING, a_tick(NOON))

    second = next_state(config, first, a_tick(at(1), {0: a_result(Reason.TIMEOUT)}))

    assert second.slots[Slot(1)] == first.slots[Slot(1)]
    assert second.slots[Slot(0)].status is Status.DOWN


def test_a_slot_that_left_the_shard_does_not_come_back() -> None:
    first = next_state(a_config(), NOTHING, a_tick(NOON))

    second = next_state(a_config(a_row(1)), first, a_tick(at(1)))

    assert set(second.slots) == {1}


def test_transitions_are_the_changes_of_status() -> None:
    config = a_config(a_row(0), a_row(1))
    first = next_state(config, NOTHING, a_tick(NOON))
    second = next_state(config, first, a_tick(at(1), {0: a_result(), 1: a_result(Reason.TLS)}))

    (change,) = transitions(config, first, second)

    assert (change.client_id, change.system_name) == (TNT, "System 1")
    assert (change.before, change.after, change.reason) == (
        Status.HEALTHY,
        Status.DOWN,
        Reason.TLS,
    )
    assert change.at == at(1, seconds=1)


def test_the_first_status_is_a_transition_from_unknown() -> None:
    config = a_config(a_row(0))

    (change,) = transitions(config, NOTHING, next_state(config, NOTHING, a_tick(NOON)))

    assert (change.before, change.after) == (Status.UNKNOWN, Status.HEALTHY)
