from __future__ import annotations

from typing import Any

import pytest

from entelech.domain.check import (
    CheckPolicy,
    Circumstances,
    Reason,
    Status,
    backoff_s,
    is_final,
    judge,
    sentence,
)
from entelech.domain.probe import Phases, Probe, Unanswered
from entelech.domain.schedule import Interval
from tests.builders import an_answer, at

POLICY = CheckPolicy(timeout_s=10, retries=2, degraded_over_ms=500)


def circumstances(**overrides: Any) -> Circumstances:
    return Circumstances(**{"attempts": 1, "start_offset_ms": 0, "answered_at": at(), **overrides})


@pytest.mark.parametrize(
    ("probe", "reason", "detail", "status"),
    [
        (an_answer(), Reason.OK, None, Status.HEALTHY),
        (an_answer(duration_ms=500.0), Reason.OK, None, Status.HEALTHY),
        (an_answer(duration_ms=500.1), Reason.DEGRADED, "slow", Status.DEGRADED),
        (an_answer(b'{"status":"degraded"}'), Reason.DEGRADED, "reported", Status.DEGRADED),
        (an_answer(b'{"status":"down"}'), Reason.REPORTED_DOWN, None, Status.DOWN),
        (
            an_answer(b'{"status":"down"}', http_status=503),
            Reason.REPORTED_DOWN,
            None,
            Status.DOWN,
        ),
        (an_answer(http_status=500), Reason.FAILURE, "HTTP 500", Status.DOWN),
        (an_answer(b"oops", http_status=404), Reason.FAILURE, "HTTP 404", Status.DOWN),
        (an_answer(b"oops"), Reason.INVALID_CONTRACT, "body", Status.DOWN),
        (an_answer(b'{"status":"fine"}'), Reason.INVALID_CONTRACT, "status", Status.DOWN),
        (an_answer(b"", http_status=204), Reason.INVALID_CONTRACT, "body", Status.DOWN),
        (Unanswered(reason=Reason.TIMEOUT, duration_ms=10_000), Reason.TIMEOUT, None, Status.DOWN),
        (
            Unanswered(reason=Reason.TLS, detail="certificate expired"),
            Reason.TLS,
            "certificate expired",
            Status.DOWN,
        ),
    ],
)
def test_the_verdict_says_the_most_telling_reason(
    probe: Probe, reason: Reason, detail: str | None, status: Status
) -> None:
    result = judge(probe, POLICY, circumstances())

    assert (result.reason, result.detail, result.status) == (reason, detail, status)


def test_a_result_keeps_what_the_system_claims_of_itself() -> None:
    body = b'{"status":"healthy","timestamp":"2025-01-15T11:59:00Z","uptime_percentage":50}'

    result = judge(an_answer(body), POLICY, circumstances(attempts=2, start_offset_ms=7))

    assert (result.claimed_uptime_ratio, result.claim_age_s) == (0.5, 60)
    assert (result.attempts, result.start_offset_ms, result.duration_ms) == (2, 7, 200.0)


def test_only_verdicts_that_another_probe_could_change_are_retried() -> None:
    final = {reason for reason in Reason if is_final(reason)}

    assert final == {Reason.OK, Reason.DEGRADED, Reason.REPORTED_DOWN, Reason.BLOCKED_ADDRESS}


def test_pauses_between_probes_double() -> None:
    assert [backoff_s(retry) for retry in (1, 2, 3)] == [0.5, 1.0, 2.0]


@pytest.mark.parametrize(
    ("timeout_s", "retries", "interval", "fits"),
    [
        (10, 2, Interval.MINUTE, True),  # 10 x 3 + 0.5 + 1 = 31.5 <= 45
        (14.5, 2, Interval.MINUTE, True),  # 14.5 x 3 + 1.5 = 45
        (14.6, 2, Interval.MINUTE, False),  # 45.3 > 45 = 0.75 x 60
        (14.6, 2, Interval.HOUR, False),  # 45 s is the limit, however long the interval
        (45, 0, Interval.FIVE_MINUTES, True),
    ],
)
def test_a_check_must_end_well_before_the_next_one(
    timeout_s: float, retries: int, interval: Interval, fits: bool
) -> None:
    assert CheckPolicy(timeout_s=timeout_s, retries=retries).fits(interval) is fits


def test_every_reason_has_words_but_the_good_one() -> None:
    silent = {reason for reason in Reason if sentence(reason, None) is None}

    assert silent == {Reason.OK}
    assert sentence(Reason.TLS, "certificate expired") == "certificate expired"
    assert sentence(Reason.FAILURE, "HTTP 500") == "answered HTTP 500"


def test_a_latency_is_not_trusted_when_the_worker_was_late_by_more_than_a_tenth_of_it() -> None:
    """A tenth of 600 ms is 60 ms."""
    slow = an_answer(duration_ms=600.0)

    on_time = judge(slow, POLICY, circumstances(lag_ms=60))
    late = judge(slow, POLICY, circumstances(lag_ms=61))

    assert (on_time.is_latency_trusted, on_time.reason) == (True, Reason.DEGRADED)
    assert (late.is_latency_trusted, late.reason) == (False, Reason.OK)


def test_phases_are_kept_of_what_was_slow_or_failed() -> None:
    phases = Phases(dns_ms=1, connect_ms=2, tls_ms=3, first_byte_ms=594, total_ms=600)

    slow = judge(an_answer(duration_ms=600.0, phases=phases), POLICY, circumstances())
    fast = judge(an_answer(phases=phases), POLICY, circumstances())

    assert (slow.phases, fast.phases) == (phases, None)
