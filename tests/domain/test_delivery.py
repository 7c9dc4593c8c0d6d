"""What each step of a delivery makes of a notification, for any course of attempts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from entelech.domain.delivery import (
    ATTEMPTS_KEPT,
    Outcome,
    attempted,
    claimed,
    message_id,
    owed,
    replayed,
    wait_after,
)
from entelech.domain.digest import MAX_TOLD, digest, ready_groups
from entelech.domain.notice_kinds import NoticeKind, NoticeState, Verdict
from entelech.domain.notification import Attempt, Notification
from tests.builders import NOON, a_notice, at

HOUR_S = 3600


def an_attempt(outcome: Outcome, minutes: float = 0) -> Attempt:
    return Attempt(
        at=at(minutes),
        message_id="m1",
        verdict=outcome.verdict,
        reason=outcome.reason,
        http_status=outcome.http_status,
        provider_id=outcome.provider_id,
        latency_ms=0,
        retry_after_s=outcome.retry_after_s,
    )


def after(verdict: Verdict, minutes: float = 0, retry_after_s: int | None = None) -> Notification:
    outcome = Outcome(verdict=verdict, retry_after_s=retry_after_s)
    held = claimed(owed(a_notice()), "m1", NOON)
    return attempted(held, an_attempt(outcome, minutes), timedelta(seconds=15))


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (Verdict.DELIVERED, NoticeState.DELIVERED),
        (Verdict.RETRY, NoticeState.PENDING),
        (Verdict.PERMANENT, NoticeState.DEAD),
        (Verdict.DISABLED, NoticeState.DEAD),
    ],
)
def test_every_verdict_has_its_state(verdict: Verdict, state: NoticeState) -> None:
    assert after(verdict).state is state
    assert (after(verdict).finished_at is None) is (state is NoticeState.PENDING)


def test_a_failure_after_a_day_is_the_last_one() -> None:
    assert after(Verdict.RETRY, minutes=24 * 60 - 1).state is NoticeState.PENDING
    assert after(Verdict.RETRY, minutes=24 * 60).state is NoticeState.DEAD


def test_a_wish_of_a_day_is_heard_and_no_longer_one() -> None:
    assert after(Verdict.RETRY, retry_after_s=24 * HOUR_S).state is NoticeState.PENDING
    assert after(Verdict.RETRY, retry_after_s=24 * HOUR_S + 1).state is NoticeState.DEAD


@pytest.mark.parametrize(
    ("failures", "longest_s"), [(1, 15), (2, 30), (3, 60), (8, 1920), (9, 3600), (99, 3600)]
)
def test_the_wait_doubles_up_to_an_hour(failures: int, longest_s: int) -> None:
    """15, 30, 60 and so on; 15 x 2^7 is 1920, and 15 x 2^8 is 3840, over an hour."""
    assert wait_after(failures, None, 1.0).total_seconds() == longest_s


@given(st.integers(1, 99), st.none() | st.integers(0, 86_400), st.floats(0, 1))
def test_the_wait_is_drawn_from_all_of_it_and_never_shorter_than_wished(
    failures: int, wished_s: int | None, draw: float
) -> None:
    wait_s = wait_after(failures, wished_s, draw).total_seconds()

    assert max(1, wished_s or 0) <= wait_s <= max(HOUR_S, wished_s or 0)
    assert wait_s == int(wait_s)


@given(st.lists(st.sampled_from(Verdict), max_size=120))
def test_whatever_happens_each_step_is_one_version_and_what_is_over_stays_so(
    verdicts: list[Verdict],
) -> None:
    state = owed(a_notice())
    for n, verdict in enumerate(verdicts):
        if not state.is_open:
            break
        before = state
        state = claimed(state, "m1", at(n))
        state = attempted(state, an_attempt(Outcome(verdict=verdict), n), timedelta(minutes=1))
        assert state.version == before.version + 2
        assert state.next_at >= before.next_at or not state.is_open
        assert len(state.attempts) <= ATTEMPTS_KEPT

    assert (state.finished_at is None) is state.is_open
    assert state.failures == sum(each is not Verdict.DELIVERED for each in verdicts[: n_of(state)])


def n_of(state: Notification) -> int:
    return (state.version - 1) // 2


def test_a_dead_one_that_is_sent_again_has_a_new_day() -> None:
    again = replayed(after(Verdict.PERMANENT), at(3000))

    assert (again.state, again.promised_at, again.next_at) == (
        *(NoticeState.PENDING, at(3000), at(3000)),
    )
    assert (again.failures, len(again.attempts)) == (0, 1)


def test_the_same_notices_make_the_same_message_in_any_order() -> None:
    one, other = owed(a_notice(alert="a1")), owed(a_notice(alert="a2"))

    assert message_id([one, other]) == message_id([other, one])
    assert message_id([one]) != message_id([one, other])


KINDS = st.sampled_from(
    [NoticeKind.FIRED, NoticeKind.RESOLVED, NoticeKind.REMINDER, NoticeKind.NO_DATA]
)
OWED = st.lists(
    st.tuples(st.integers(0, 3), KINDS, st.integers(0, 40), st.integers(0, 2)), max_size=30
)


def notifications(drawn: list[tuple[int, NoticeKind, int, int]]) -> list[Notification]:
    """Alert, kind, seconds after noon, earlier failures."""
    return [
        replace(
            owed(a_notice(kind, alert=f"a{alert}", version=n, created_at=at(seconds=seconds))),
            failures=failures,
        )
        for n, (alert, kind, seconds, failures) in enumerate(drawn)
    ]


@given(OWED)
def test_a_digest_loses_no_notice_and_tells_none_twice(
    drawn: list[tuple[int, NoticeKind, int, int]],
) -> None:
    given_ = notifications(drawn)

    found = digest(given_)

    ids = sorted(each.notice.notice_id for each in (*found.told, *found.silent))
    assert ids == sorted(each.notice.notice_id for each in given_)
    assert bool(found.lines) is bool(found.told)
    assert not any(each.failures for each in found.silent)


@given(OWED)
def test_a_digest_has_a_line_for_each_resolution_that_somebody_waits_for(
    drawn: list[tuple[int, NoticeKind, int, int]],
) -> None:
    found = digest(notifications(drawn))

    resolved = [line for line in found.lines if line.kind is NoticeKind.RESOLVED]
    owed_ = [each for each in found.told if each.notice.kind is NoticeKind.RESOLVED]
    assert len(resolved) == len(owed_)


@given(OWED, st.integers(0, 120))
def test_a_group_is_of_one_channel_client_and_severity_and_bounded(
    drawn: list[tuple[int, NoticeKind, int, int]], seconds: int
) -> None:
    groups = ready_groups(notifications(drawn), at(seconds=seconds))

    told = [each.notice.notice_id for group in groups for each in group.members]
    assert len(told) == len(set(told))
    for group in groups:
        assert len(group.members) <= MAX_TOLD
        assert len({each.notice.channel_id for each in group.members}) == 1


def test_a_report_and_a_test_go_alone_and_at_once() -> None:
    report, test, fired = (
        owed(a_notice(kind)) for kind in (NoticeKind.REPORT, NoticeKind.TEST, NoticeKind.FIRED)
    )

    now = [len(group.members) for group in ready_groups([report, test, fired], NOON)]
    later = [len(group.members) for group in ready_groups([report, test, fired], at(1))]

    assert (now, later) == ([1, 1], [1, 1, 1])


def test_what_is_due_later_is_not_taken_along() -> None:
    early, late = owed(a_notice()), owed(a_notice(alert="a2", due_at=at(30)))

    (group,) = ready_groups([early, late], at(1))

    assert [each.notice.alert_id for each in group.members] == ["a1"]


def test_an_alert_that_resolved_and_fired_again_is_told_as_both() -> None:
    found = digest(
        [
            owed(a_notice(NoticeKind.RESOLVED, version=2)),
            owed(a_notice(version=3, created_at=at(1))),
        ]
    )

    assert [line.kind for line in found.lines] == [NoticeKind.FIRED, NoticeKind.RESOLVED]
