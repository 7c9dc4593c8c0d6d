"""Source of the table of transitions and of the invariants: alerting.md, section 3.8."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from entelech.domain.alert import acknowledged, closed, step
from entelech.domain.alert_state import CALM, Cause, Moved, Mute, Owed, Phase, Step
from entelech.domain.notice_kinds import NoticeKind
from entelech.domain.rule import Comparison, NoData, Rule
from tests.alerting import EMAIL, MINUTE, SLACK, a_reading, a_rule
from tests.builders import at

if TYPE_CHECKING:
    from collections.abc import Sequence

GOOD, BAD = 99.0, 90.0
FIRED, RESOLVED = NoticeKind.FIRED, NoticeKind.RESOLVED


class Run:
    """An alert that is evaluated minute by minute."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.state = CALM
        self.minute = 0
        self.moves: list[Moved] = []
        self.owed: list[Owed] = []

    def see(self, *values: float | None, mute: Mute | None = None) -> Run:
        """So many readings, a minute from one to the next."""
        for value in values:
            now = at(self.minute)
            self.take(step(self.rule, self.state, a_reading(value, now), mute, now))
            self.minute += 1
        return self

    def take(self, done: Step) -> None:
        self.state = done.state
        self.moves += done.transitions
        self.owed += done.owed

    @property
    def told(self) -> list[NoticeKind]:
        return [each.kind for each in self.owed]

    @property
    def phases(self) -> list[Phase]:
        return [each.after for each in self.moves]


def test_nothing_wrong_leaves_nothing_to_remember() -> None:
    run = Run(a_rule()).see(GOOD, GOOD, None)

    assert run.state is CALM
    assert (run.moves, run.owed) == ([], [])


def test_a_broken_rule_without_hold_fires_at_once_and_says_since_when() -> None:
    run = Run(a_rule()).see(GOOD, BAD)

    assert run.phases == [Phase.PENDING, Phase.FIRING]
    assert run.owed == [
        Owed(
            kind=FIRED,
            version=2,
            channels=(SLACK,),
            value=Decimal("90.0"),
            peak=Decimal("90.0"),
            since=at(1),
        )
    ]


def test_it_fires_only_when_it_was_broken_for_as_long_as_the_rule_wants() -> None:
    run = Run(a_rule(hold=3 * MINUTE)).see(BAD, BAD, BAD)
    assert run.phases == [Phase.PENDING]

    run.see(BAD)

    assert run.phases == [Phase.PENDING, Phase.FIRING]
    assert run.told == [FIRED]


def test_the_hold_counts_from_the_reading_and_not_from_the_evaluation() -> None:
    rule = a_rule(hold=5 * MINUTE)

    done = step(rule, CALM, a_reading(BAD, at(0)), None, at(5))

    assert done.state.phase is Phase.FIRING
    assert done.state.pending_since == at(0)


def test_a_short_break_is_told_to_nobody() -> None:
    run = Run(a_rule(hold=3 * MINUTE)).see(BAD, BAD, GOOD)

    assert run.phases == [Phase.PENDING, Phase.OK]
    assert run.told == []
    assert run.state.is_calm


def test_it_is_over_when_it_was_well_for_long_enough_and_a_relapse_is_told_to_nobody() -> None:
    run = Run(a_rule(keep_firing=2 * MINUTE)).see(BAD, GOOD, BAD, GOOD, GOOD)
    assert run.told == [FIRED]

    run.see(GOOD)

    assert run.told == [FIRED, RESOLVED]
    assert run.owed[-1].until == at(3)  # well since the fourth reading
    assert run.owed[-1].peak == Decimal("90.0")


def test_between_the_thresholds_it_goes_on_firing() -> None:
    """95 fires, 97 clears: 96 is neither."""
    run = Run(a_rule(clear_threshold=Decimal(97))).see(96, BAD, 96)
    assert run.state.phase is Phase.FIRING

    run.see(97)

    assert run.told == [FIRED, RESOLVED]


@pytest.mark.parametrize(
    ("comparison", "threshold", "breaks", "keeps"),
    [
        (Comparison.GREATER_THAN, 5000, 5001, 5000),
        (Comparison.LESS_THAN, 95, 94.99, 95),
        (Comparison.EQUALS, 2, 2, 1),
    ],
)
def test_comparisons(comparison: Comparison, threshold: float, breaks: float, keeps: float) -> None:
    rule = a_rule(comparison=comparison, threshold=Decimal(str(threshold)))

    assert Run(rule).see(breaks).told == [FIRED]
    assert Run(rule).see(keeps).told == []


def test_two_of_three_readings_must_break_it() -> None:
    run = Run(a_rule(breaches=2, out_of=3)).see(BAD, GOOD, GOOD)
    assert run.told == []

    run.see(GOOD)
    assert run.state.phase is Phase.OK

    run.see(BAD, GOOD, BAD)
    assert run.told == [FIRED]


def test_the_same_reading_twice_counts_once() -> None:
    rule = a_rule(breaches=2, out_of=3)
    once = step(rule, CALM, a_reading(BAD, at(0)), None, at(0)).state

    again = step(rule, once, a_reading(BAD, at(0)), None, at(1))

    assert again == Step(state=once)


def test_an_older_evaluation_changes_nothing() -> None:
    state = Run(a_rule()).see(GOOD, GOOD, BAD).state

    late = step(a_rule(), state, a_reading(GOOD, at(1)), None, at(1))

    assert late == Step(state=state)


def test_an_older_reading_changes_nothing() -> None:
    state = Run(a_rule()).see(GOOD, GOOD, BAD).state

    late = step(a_rule(), state, a_reading(GOOD, at(1)), None, at(9))

    assert late == Step(state=state)


# ---- no data ----


def test_unknown_keeps_an_alert_as_it_is() -> None:
    run = Run(a_rule(hold=5 * MINUTE)).see(BAD, None, None)
    assert run.state.phase is Phase.PENDING

    run.see(BAD, BAD, BAD)
    assert run.state.phase is Phase.FIRING

    run.see(*[None] * 60)
    assert (run.state.phase, run.told) == (Phase.FIRING, [FIRED])


@pytest.mark.parametrize(
    ("policy", "phases", "told"),
    [
        (NoData.ALERT, [Phase.NO_DATA], [NoticeKind.NO_DATA]),
        (NoData.BREACH, [Phase.PENDING, Phase.FIRING], [FIRED]),
        (NoData.OK, [], []),
        (NoData.KEEP, [], []),
    ],
)
def test_what_unknown_for_too_long_means_is_the_rules(
    policy: NoData, phases: list[Phase], told: list[NoticeKind]
) -> None:
    run = Run(a_rule(no_data=policy, no_data_after=10 * MINUTE)).see(GOOD, *[None] * 10)
    assert run.phases == []

    run.see(None)

    assert (run.phases, run.told) == (phases, told)


def test_data_that_come_back_end_what_was_told() -> None:
    run = Run(a_rule(no_data=NoData.ALERT, no_data_after=MINUTE)).see(None, None, GOOD)

    assert run.told == [NoticeKind.NO_DATA, RESOLVED]
    assert run.state.is_calm


def test_unknown_counts_as_well_where_the_rule_says_so() -> None:
    run = Run(a_rule(no_data=NoData.OK, no_data_after=2 * MINUTE)).see(BAD, None, None, None)

    assert run.told == [FIRED, RESOLVED]


# ---- mutes ----


def test_what_fires_while_muted_and_lasts_is_told_at_the_end() -> None:
    run = Run(a_rule()).see(BAD, BAD, mute=Mute.MAINTENANCE)
    assert (run.state.phase, run.state.muted_by, run.told) == (
        Phase.FIRING,
        Mute.MAINTENANCE,
        [],
    )

    run.see(BAD)

    assert run.told == [FIRED]


def test_what_fires_and_ends_while_muted_is_told_to_nobody() -> None:
    run = Run(a_rule()).see(BAD, mute=Mute.SILENCE).see(GOOD, mute=Mute.SILENCE).see(GOOD)

    assert run.phases == [Phase.PENDING, Phase.FIRING, Phase.RECOVERING, Phase.OK]
    assert run.told == []


def test_what_was_told_and_ends_while_muted_is_told_once_the_mute_ends() -> None:
    """Uptime Kuma sends nothing for down, maintenance, up. Source: its issue 4004."""
    run = Run(a_rule()).see(BAD).see(GOOD, mute=Mute.MAINTENANCE)
    assert run.told == [FIRED]

    run.see(GOOD)

    assert run.told == [FIRED, RESOLVED]
    assert run.owed[-1].until == at(1)


def test_what_was_told_and_lasts_through_the_mute_is_not_told_again() -> None:
    """Uptime Kuma tells again. Source: its issue 7148."""
    run = Run(a_rule()).see(BAD).see(GOOD, BAD, mute=Mute.MAINTENANCE).see(BAD)

    assert run.told == [FIRED]


# ---- reminders, escalation, flapping ----


def test_it_reminds_until_somebody_acknowledges() -> None:
    run = Run(a_rule(repeat_every=10 * MINUTE)).see(*[BAD] * 21)
    assert run.told == [FIRED, NoticeKind.REMINDER, NoticeKind.REMINDER]

    run.state = acknowledged(run.state, "operator", at(21))
    run.see(*[BAD] * 30)

    assert len(run.told) == 3


def test_it_escalates_once_where_nobody_acknowledges() -> None:
    rule = a_rule(escalate_after=10 * MINUTE, escalate_to=(EMAIL,))
    run = Run(rule).see(*[BAD] * 30)

    assert [(each.kind, each.channels) for each in run.owed] == [
        (FIRED, (SLACK,)),
        (NoticeKind.ESCALATED, (EMAIL,)),
    ]

    run.see(GOOD)
    assert run.owed[-1].channels == (SLACK, EMAIL)  # whoever was told is told the end


def test_an_acknowledgement_ends_with_the_alert() -> None:
    run = Run(a_rule()).see(BAD)
    run.state = acknowledged(run.state, "operator", at(1))

    run.see(GOOD, BAD)

    assert run.state.acknowledged_at is None


def test_a_flapping_alert_is_told_as_such_once_and_ends_when_it_is_quiet() -> None:
    """It fires and ends each minute: at the seventh time within the hour it is flapping."""
    run = Run(a_rule()).see(*[BAD, GOOD] * 4)
    assert run.told == [FIRED, RESOLVED] * 3 + [FIRED, NoticeKind.FLAPPING]

    run.see(*[BAD, GOOD] * 10)
    assert len(run.told) == 8

    run.see(*[GOOD] * 30)
    assert run.told[8:] == [RESOLVED]


def test_what_it_did_is_forgotten_after_an_hour() -> None:
    run = Run(a_rule()).see(BAD, GOOD)
    assert not run.state.is_calm

    run.see(*[GOOD] * 60)

    assert run.state.is_calm


# ---- rules that change ----


def test_an_edited_rule_is_no_recovery() -> None:
    run = Run(a_rule()).see(BAD)
    run.rule = replace(run.rule, hold=60 * MINUTE, version=2)

    run.see(BAD)

    assert (run.state.phase, run.told) == (Phase.FIRING, [FIRED])


def test_a_removed_rule_ends_its_alert_and_claims_no_health() -> None:
    state = Run(a_rule()).see(BAD).state

    done = closed(state, Cause.RULE_REMOVED, at(1))

    assert [(each.after, each.cause) for each in done.transitions] == [
        (Phase.OK, Cause.RULE_REMOVED)
    ]
    assert done.owed == ()
    assert done.state.is_calm


# ---- whatever happens ----

_VALUES = st.sampled_from([GOOD, 96.0, BAD, 80.0, None])
_MUTES = st.sampled_from([None, None, None, *Mute])
_SERIES = st.lists(st.tuples(_VALUES, _MUTES), max_size=60)
_MINUTES = st.integers(min_value=0, max_value=6).map(lambda minutes: minutes * MINUTE)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    out_of = draw(st.integers(min_value=1, max_value=3))
    extra: dict[str, Any] = {}
    if draw(st.booleans()):
        extra["clear_threshold"] = Decimal(97)
    return a_rule(
        hold=draw(_MINUTES),
        keep_firing=draw(_MINUTES),
        breaches=draw(st.integers(min_value=1, max_value=out_of)),
        out_of=out_of,
        no_data=draw(st.sampled_from(NoData)),
        no_data_after=draw(_MINUTES),
        repeat_every=draw(st.none() | st.just(7 * MINUTE)),
        escalate_after=draw(st.none() | st.just(9 * MINUTE)),
        escalate_to=(EMAIL,),
        **extra,
    )


def played(rule: Rule, series: Sequence[tuple[float | None, Mute | None]]) -> Run:
    run = Run(rule)
    for value, mute in series:
        run.see(value, mute=mute)
    return run


@given(rules(), _SERIES)
def test_transitions_are_in_order_and_each_begins_where_the_last_one_ended(
    rule: Rule, series: list[tuple[float | None, Mute | None]]
) -> None:
    moves = played(rule, series).moves

    assert [each.version for each in moves] == list(range(1, len(moves) + 1))
    assert [each.before for each in moves[1:]] == [each.after for each in moves[:-1]]
    assert all(each.before is not each.after for each in moves)


@given(rules(), _SERIES)
def test_people_hear_of_the_end_only_of_what_they_were_told(
    rule: Rule, series: list[tuple[float | None, Mute | None]]
) -> None:
    believed = None
    for kind in played(rule, series).told:
        if kind is RESOLVED:
            assert believed is not None
            believed = None
        elif kind is FIRED:
            assert believed is not FIRED
            believed = kind
        elif kind is NoticeKind.NO_DATA:
            assert believed is None
            believed = kind
        else:
            assert believed is FIRED


@given(rules(), _SERIES)
def test_nobody_is_told_while_muted_and_transitions_do_not_care(
    rule: Rule, series: list[tuple[float | None, Mute | None]]
) -> None:
    run, free = Run(rule), Run(rule)
    for value, mute in series:
        before = len(run.owed)
        run.see(value, mute=mute)
        free.see(value)
        assert mute is None or len(run.owed) == before

    assert [replace(each, version=0) for each in run.moves] == [
        replace(each, version=0) for each in free.moves
    ]


@given(rules(), _SERIES)
def test_in_the_end_people_believe_what_is_so(
    rule: Rule, series: list[tuple[float | None, Mute | None]]
) -> None:
    run = played(rule, [*series, (GOOD, None)])
    run.see(*[GOOD] * 90)

    assert run.state.phase is Phase.OK
    assert run.state.told is None
    assert run.state.is_calm


@given(rules(), _SERIES, st.data())
def test_an_evaluation_again_or_of_before_changes_nothing(
    rule: Rule, series: list[tuple[float | None, Mute | None]], data: st.DataObject
) -> None:
    run = played(rule, series)
    minute = data.draw(st.integers(min_value=0, max_value=max(0, len(series) - 1)))
    value, mute = series[minute] if series else (GOOD, None)
    written = run.state.evaluated_at

    again = step(rule, run.state, a_reading(value, at(minute)), mute, at(minute))

    if written is not None and at(minute) < written:
        assert again == Step(state=run.state)
    if minute == len(series) - 1:
        assert again.transitions == ()
        assert not again.owed
