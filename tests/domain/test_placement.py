from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from entelech.domain.client import MEMBERSHIP_KEPT, Client
from entelech.domain.ids import ClientId
from entelech.domain.placement import choose_shard, moved, place, remove, slots_of
from entelech.domain.schedule import Interval, ShardId
from entelech.domain.shard import MAX_SYSTEMS_IN_SHARD, ShardConfig, ShardEntry
from tests.builders import NOON, SHARD, TNT, a_registration, at

EMPTY = ShardConfig(shard=SHARD)


def entry(number: int, count: int, interval: Interval = Interval.MINUTE) -> ShardEntry:
    shard = ShardId(interval=interval, number=number)
    return ShardEntry(shard=shard, systems_count=count, clients_count=count, occupied_since=NOON)


def chosen(
    *entries: ShardEntry, systems: int, current: ShardId | None = None, own: int = 0
) -> ShardId:
    return choose_shard(
        entries,
        interval=Interval.MINUTE,
        systems_count=systems,
        current=current,
        current_count=own,
    )


def test_the_first_shard_with_room_is_taken() -> None:
    assert chosen(entry(0, 198), entry(1, 10), systems=3).number == 1
    assert chosen(entry(0, 197), entry(1, 10), systems=3).number == 0


def test_a_new_shard_is_opened_where_none_has_room() -> None:
    assert chosen(systems=1).number == 0
    assert chosen(entry(0, 200), entry(1, 199), systems=2).number == 2
    assert chosen(entry(0, 0, Interval.HOUR), systems=2).number == 0


def test_a_client_stays_while_it_fits() -> None:
    home = ShardId(interval=Interval.MINUTE, number=1)

    assert chosen(entry(0, 0), entry(1, 200), systems=5, current=home, own=5) == home
    assert chosen(entry(0, 0), entry(1, 200), systems=6, current=home, own=5).number == 0


def test_a_system_of_the_same_name_keeps_its_slot() -> None:
    two = a_registration(systems=2)
    three = a_registration(systems=3)

    before = place(EMPTY, two, NOON)
    after = place(before, three, at(1))

    assert slots_of(before, TNT) == {"System 0": 0, "System 1": 1}
    assert slots_of(after, TNT) == {"System 0": 0, "System 1": 1, "System 2": 2}
    assert after.tombstones == {}


def test_a_slot_given_up_lies_fallow_for_14_days() -> None:
    config = remove(place(EMPTY, a_registration(systems=2), NOON), TNT, NOON)
    other = a_registration("harbor", systems=1)

    soon = place(config, other, NOON + MEMBERSHIP_KEPT - timedelta(seconds=1))
    later = place(config, other, NOON + MEMBERSHIP_KEPT)

    assert slots_of(soon, ClientId("harbor")) == {"System 0": 2}
    assert slots_of(later, ClientId("harbor")) == {"System 0": 0}


def test_a_shard_is_occupied_since_its_first_system_came() -> None:
    config = place(EMPTY, a_registration(), NOON)
    config = place(config, a_registration("harbor"), at(5))

    assert config.occupied_since == NOON
    emptied = remove(remove(config, TNT, at(6)), ClientId("harbor"), at(7))
    assert emptied.occupied_since is None
    assert place(emptied, a_registration(), at(9)).occupied_since == at(9)


def test_memberships_are_closed_and_kept_14_days() -> None:
    config = place(EMPTY, a_registration(), NOON)
    client = Client(registration=a_registration(), version=1, created_at=NOON, updated_at=NOON)

    here = moved(client, config, NOON)
    gone = moved(replace(client, memberships=here), None, at(1))
    forgotten = moved(replace(client, memberships=gone), None, at(1) + MEMBERSHIP_KEPT)

    assert [(each.since, each.until) for each in here] == [(NOON, None)]
    assert [(each.since, each.until) for each in gone] == [(NOON, at(1))]
    assert forgotten == ()


def test_a_membership_that_still_holds_is_not_touched() -> None:
    config = place(EMPTY, a_registration(), NOON)
    client = Client(registration=a_registration(), version=1, created_at=NOON, updated_at=NOON)
    here = replace(client, memberships=moved(client, config, NOON))

    renamed = place(config, a_registration(client_name="TNT"), at(5))

    assert moved(here, renamed, at(5)) == here.memberships


client_ids = st.sampled_from(["a", "b", "c"])
steps = st.lists(
    st.tuples(client_ids, st.integers(0, 4), st.integers(0, 20 * 24)), min_size=1, max_size=25
)


@given(steps)
def test_no_slot_is_held_twice_and_none_comes_back_too_soon(
    history: list[tuple[str, int, int]],
) -> None:
    """Clients come, change and go over weeks; 0 systems means that one leaves."""
    config, now = EMPTY, NOON
    last_held: dict[int, tuple[str, str]] = {}
    freed_at = dict.fromkeys(range(0), NOON)
    for client_id, systems, hours in history:
        now += timedelta(hours=hours)
        before = {row.slot: (row.client_id, row.system_name) for row in config.rows}
        config = (
            place(config, a_registration(client_id, systems=systems), now)
            if systems
            else remove(config, ClientId(client_id), now)
        )
        after = {row.slot: (row.client_id, row.system_name) for row in config.rows}
        assert len(after) == len(config.rows) <= MAX_SYSTEMS_IN_SHARD
        for slot, owner in after.items():
            if slot in freed_at and last_held[slot] != owner and slot not in before:
                assert now - freed_at[slot] >= MEMBERSHIP_KEPT
        for slot, owner in before.items():
            if slot not in after:
                freed_at[slot] = now
                last_held[slot] = owner
