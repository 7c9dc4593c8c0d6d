"""The scripted day of the demo clients."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from local.demo_answers import (
    RESTATING_SYSTEM,
    SILENT_SYSTEM,
    BadQueryError,
    DemoSystem,
    read_period,
)
from local.demo_fleet import FLEET, HTTPS_SYSTEM, SYSTEMS_PER_CLIENT, endpoints_of
from local.demo_script import LANES, Behaviour, behaviour_at

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
MINUTES = [MIDNIGHT + timedelta(minutes=minute) for minute in range(24 * 60)]


def behaviours_of(client: int, moment: datetime) -> list[Behaviour]:
    return [behaviour_at(client, system, moment) for system in range(SYSTEMS_PER_CLIENT)]


def in_trouble(moment: datetime) -> list[int]:
    return [
        client
        for client in range(len(FLEET))
        if any(each is not Behaviour.HEALTHY for each in behaviours_of(client, moment))
    ]


def test_at_most_three_clients_are_in_trouble_in_any_minute_of_the_day():
    assert max(len(in_trouble(moment)) for moment in MINUTES) == 3


def test_somebody_is_in_trouble_within_ten_minutes_of_any_moment():
    quiet = longest = 0
    for moment in MINUTES:
        quiet = 0 if in_trouble(moment) else quiet + 1
        longest = max(longest, quiet)

    assert longest < 10


def test_the_same_minute_of_another_day_plays_the_same_scene():
    a_year_later = timedelta(days=365)

    for moment in MINUTES:
        for client in range(len(FLEET)):
            assert behaviours_of(client, moment) == behaviours_of(client, moment + a_year_later)


def test_a_moment_is_read_as_utc_whatever_its_zone():
    moment = datetime.fromisoformat("2026-11-23T14:05:00+05:00")

    assert in_trouble(moment) == in_trouble(datetime(2026, 11, 23, 9, 5, tzinfo=UTC))


def test_each_behaviour_occurs_during_the_day():
    seen = {
        each for moment in MINUTES for client in range(12) for each in behaviours_of(client, moment)
    }

    assert seen == set(Behaviour)


def test_each_client_has_trouble_during_the_day():
    assert {client for moment in MINUTES for client in in_trouble(moment)} == set(range(12))


def test_each_client_belongs_to_one_lane():
    assert sorted(client for cast in LANES for client in set(cast)) == list(range(len(FLEET)))


def test_only_a_system_that_speaks_https_has_an_expired_certificate():
    expired = {
        system
        for moment in MINUTES
        for client in range(12)
        for system, each in enumerate(behaviours_of(client, moment))
        if each is Behaviour.EXPIRED_CERTIFICATE
    }

    assert expired == {HTTPS_SYSTEM}


def test_every_trouble_is_followed_by_a_recovery():
    for client in range(12):
        for system in range(SYSTEMS_PER_CLIENT):
            day = [behaviour_at(client, system, moment) for moment in MINUTES]
            for before, after in pairwise(day):
                if before not in {Behaviour.HEALTHY, Behaviour.RECOVERING}:
                    assert after in {before, Behaviour.RECOVERING}


def test_every_system_of_the_fleet_has_an_address_of_its_own():
    endpoints = [url for client in range(len(FLEET)) for url in endpoints_of(client, 8700)]

    assert len(set(endpoints)) == 36
    assert endpoints[:4] == [
        "http://127.0.0.1:8700",
        "https://127.0.0.1:8701",
        "http://127.0.0.1:8702",
        "http://127.0.0.1:8703",
    ]


def test_the_seed_s_client_is_in_the_fleet():
    """Source: the developer guide's registration example."""
    assert FLEET[0].client_id == "tnt-limousine-001"
    assert FLEET[0].systems == (
        "Lead Processing System",
        "Booking Management",
        "Customer Communication",
    )


def test_a_health_answer_has_the_fields_of_the_seed_s_contract():
    """Source: the developer guide, "Required Client Endpoints"."""
    answer = DemoSystem(client=0, system=0).health(Behaviour.DEGRADED, MIDNIGHT)

    assert answer["status"] == "degraded"
    assert answer["timestamp"] == "2026-11-23T00:00:00Z"
    assert answer["endpoints_checked"] == 5
    assert answer["endpoints_healthy"] == 3
    assert set(answer) == {
        *("status", "timestamp", "uptime_percentage", "endpoints_checked", "endpoints_healthy"),
        *("response_time_ms", "system_info"),
    }


def test_metrics_are_the_same_for_the_same_question_and_add_up():
    system = DemoSystem(client=3, system=1)
    period = read_period("2026-11-01", "2026-11-15")

    answer = system.metrics(*period, NOW)

    assert answer == system.metrics(*period, NOW)
    assert answer["period"] == {"start": "2026-11-01T00:00:00Z", "end": "2026-11-15T23:59:59Z"}
    assert (
        answer["successful_automations"] + answer["failed_automations"]
        == answer["total_automations"]
    )
    assert answer["total_automations"] > 0


def test_a_part_of_a_day_counts_by_its_share():
    system = DemoSystem(client=0, system=0)
    whole = system.metrics(*read_period("2026-11-23", "2026-11-23"), NOW)
    half = system.metrics(*read_period("2026-11-23T00:00:00Z", "2026-11-23T12:00:00Z"), NOW)

    assert half["total_automations"] == pytest.approx(whole["total_automations"] / 2, abs=1)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("", ""),
        ("yesterday", "2026-11-02"),
        ("2026-11-02", "2026-11-01"),
        ("2020-01-01", "2026-01-01"),
    ],
)
def test_dates_that_make_no_period_are_refused(start: str, end: str):
    with pytest.raises(BadQueryError):
        read_period(start, end)


def runs(system: DemoSystem, start: str, end: str, now: datetime = NOW) -> int:
    return int(str(system.metrics(*read_period(start, end), now)["total_automations"]))


def test_weekends_are_quiet_and_weeks_grow():
    """15 November 2026 is a Sunday."""
    systems = [DemoSystem(client=n, system=0) for n in range(9)]

    def all_runs(start: str, end: str) -> int:
        return sum(runs(each, start, end) for each in systems)

    assert all_runs("2026-11-15", "2026-11-15") < 0.6 * all_runs("2026-11-16", "2026-11-16")
    assert all_runs("2026-10-01", "2026-11-25") > all_runs("2025-10-01", "2025-11-25")


def test_one_system_falls_silent_at_nine_on_every_fifth_day():
    client, place = SILENT_SYSTEM
    silent = DemoSystem(client=client, system=place)
    day = next(d for d in range(16, 21) if date(2026, 11, d).toordinal() % 5 == 0)
    nine, noon = f"2026-11-{day}T09:00:00Z", f"2026-11-{day}T12:00:00Z"

    assert runs(silent, f"2026-11-{day}T00:00:00Z", nine) == runs(
        silent, f"2026-11-{day}T00:00:00Z", noon
    )
    assert runs(silent, nine, noon) == 0


def test_one_system_tells_a_day_again():
    client, place = RESTATING_SYSTEM
    restating = DemoSystem(client=client, system=place)
    over = datetime(2026, 11, 18, tzinfo=UTC)

    first = runs(restating, "2026-11-17", "2026-11-17", over + timedelta(hours=1))
    again = runs(restating, "2026-11-17", "2026-11-17", over + timedelta(hours=31))

    assert first < again
