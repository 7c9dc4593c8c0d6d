"""Alerts: a rule applied to one subject, from reading to reading.

``step`` is pure and total: the evaluation, the backtest and the what-if run the same code.

States: ok -> pending -> firing -> recovering -> ok, and no data. What mutes notices (a silence,
maintenance, …) never changes a transition; when it ends, what is owed then is told.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from entelech.domain.alert_state import CALM, AlertState, Cause, Moved, Mute, Owed, Phase, Step
from entelech.domain.notice_kinds import NoticeKind
from entelech.domain.rule import NoData, Rule

if TYPE_CHECKING:
    from decimal import Decimal

    from entelech.domain.channel import ChannelId
    from entelech.domain.metric_reading import MetricReading

FLAPPING_AFTER = 6
"""An alert that fires or ends more often than this within ``FLAPPING_WITHIN`` is flapping."""
FLAPPING_WITHIN = timedelta(hours=1)
QUIET = timedelta(minutes=30)
"""A flapping alert must have been quiet for so long to be over."""


class _Seen(StrEnum):
    """What a reading says to the alert."""

    BROKEN = "broken"
    KEPT = "kept"
    NOTHING = "nothing"
    ABSENT = "absent"


class _Course(NamedTuple):
    """A state on its way, with the transitions so far."""

    state: AlertState
    moves: tuple[Moved, ...] = ()

    def to(self, phase: Phase, cause: Cause, now: datetime, **changes: object) -> _Course:
        before = self.state
        after = replace(before, phase=phase, version=before.version + 1, **changes)
        move = Moved(
            version=after.version,
            before=before.phase,
            after=phase,
            cause=cause,
            at=now,
            value=after.value,
        )
        return _Course(after, (*self.moves, move))


def step(
    rule: Rule, state: AlertState, reading: MetricReading, mute: Mute | None, now: datetime
) -> Step:
    """The alert after one more reading; raises nothing, and the same again changes nothing.

    1. An evaluation older than the newest one is not counted, and neither is an older reading.
    2. The reading moves the alert; time moves it on. Instants are those of readings.
    3. What people believe is compared with what is so, and the difference is owed, unless muted.
    """
    if state.evaluated_at is not None and now < state.evaluated_at:
        return Step(state=state)
    if state is CALM and rule.out_of == 1 and _is_plainly_well(rule, reading):
        return Step(state=state)
    read = _read(rule, state, reading, now)
    seen = _seen(rule, read, reading, now)
    course = _moved(rule, _Course(read), seen, _instant(reading, now), now)
    course = course._replace(state=_without_old_flips(course.state, now))
    told, owed = _told(rule, course.state, mute, now)
    if _is_same(state, told):
        return Step(state=state)
    return Step(state=replace(told, evaluated_at=now), transitions=course.moves, owed=owed)


def closed(state: AlertState, cause: Cause, now: datetime) -> Step:
    """The alert ended for a reason that says nothing about health: nobody is told of a recovery."""
    if state.phase is Phase.OK:
        return Step(state=CALM, transitions=())
    course = _Course(state).to(Phase.OK, cause, now)
    return Step(state=AlertState(version=course.state.version), transitions=course.moves)


def acknowledged(state: AlertState, by: str, now: datetime) -> AlertState:
    """The alert, known to somebody: no reminder and no escalation follows until it is over."""
    if state.acknowledged_at is not None or not state.is_firing:
        return state
    return replace(state, acknowledged_at=now, acknowledged_by=by)


def _is_plainly_well(rule: Rule, reading: MetricReading) -> bool:
    if reading.value is None:
        return rule.no_data in {NoData.KEEP, NoData.OK}
    return not rule.is_broken_by(reading.value)


def _instant(reading: MetricReading, now: datetime) -> datetime:
    """When what is read was so; never in the future."""
    return now if reading.measured_at is None else min(reading.measured_at, now)


def _read(rule: Rule, state: AlertState, reading: MetricReading, now: datetime) -> AlertState:
    """The state with the reading taken in."""
    value = reading.value
    changes: dict[str, object] = {"rule_version": rule.version}
    if value is None:
        changes["no_data_since"] = (
            None if rule.no_data is NoData.KEEP else state.no_data_since or _instant(reading, now)
        )
        return replace(state, **changes)
    changes["no_data_since"] = None
    if state.sampled_at is not None and _instant(reading, now) < state.sampled_at:
        return replace(state, **changes)
    is_broken = _is_broken(rule, state, value)
    if rule.out_of > 1 and _instant(reading, now) != state.sampled_at:
        changes["recent"] = (*state.recent, is_broken)[-rule.out_of :]
    changes |= {"sampled_at": _instant(reading, now), "value": value}
    if is_broken or state.is_firing:
        changes["peak"] = rule.worse(state.peak, value)
    return replace(state, **changes)


def _is_broken(rule: Rule, state: AlertState, value: Decimal) -> bool:
    """A rule that was broken is so until the value is well on the other side."""
    return not rule.is_cleared_by(value) if state.is_firing else rule.is_broken_by(value)


def _seen(rule: Rule, state: AlertState, reading: MetricReading, now: datetime) -> _Seen:
    if reading.value is None:
        return _seen_nothing(rule, state, now)
    if state.sampled_at is not None and _instant(reading, now) < state.sampled_at:
        return _Seen.NOTHING
    if rule.out_of > 1:
        is_enough = sum(state.recent) >= rule.breaches
        is_some = any(state.recent) and not state.is_firing
        return _Seen.BROKEN if is_enough or is_some else _Seen.KEPT
    return _Seen.BROKEN if _is_broken(rule, state, reading.value) else _Seen.KEPT


def _seen_nothing(rule: Rule, state: AlertState, now: datetime) -> _Seen:
    since = state.no_data_since
    if since is None or now - since < rule.no_data_after:
        return _Seen.NOTHING
    return {
        NoData.KEEP: _Seen.NOTHING,
        NoData.ALERT: _Seen.ABSENT,
        NoData.BREACH: _Seen.BROKEN,
        NoData.OK: _Seen.KEPT,
    }[rule.no_data]


def _moved(rule: Rule, course: _Course, seen: _Seen, at: datetime, now: datetime) -> _Course:
    match seen:
        case _Seen.BROKEN:
            return _broken(rule, course, at, now)
        case _Seen.KEPT:
            return _kept(rule, course, at, now)
        case _Seen.ABSENT if course.state.phase in {Phase.OK, Phase.PENDING}:
            return course.to(Phase.NO_DATA, Cause.NO_DATA, now)
        case _:
            return course


def _broken(rule: Rule, course: _Course, at: datetime, now: datetime) -> _Course:
    state = course.state
    if state.phase is Phase.RECOVERING:
        return _flipped(course.to(Phase.FIRING, Cause.BROKEN, now, clear_since=None), now)
    if state.phase in {Phase.OK, Phase.NO_DATA}:
        course = course.to(Phase.PENDING, Cause.BROKEN, now, pending_since=at)
    state = course.state
    if state.phase is not Phase.PENDING:
        return course
    since = state.pending_since or at
    is_enough = rule.out_of == 1 or sum(state.recent) >= rule.breaches
    if now - since < rule.hold or not is_enough:
        return course
    unknown = {"acknowledged_at": None, "acknowledged_by": None}
    return _flipped(course.to(Phase.FIRING, Cause.HELD, now, fired_at=now, **unknown), now)


def _kept(rule: Rule, course: _Course, at: datetime, now: datetime) -> _Course:
    state = course.state
    if state.phase is Phase.PENDING:
        return course.to(Phase.OK, Cause.KEPT, now, pending_since=None, peak=None)
    if state.phase is Phase.NO_DATA:
        return course.to(Phase.OK, Cause.DATA_BACK, now)
    if state.phase is Phase.FIRING:
        course = course.to(Phase.RECOVERING, Cause.KEPT, now, clear_since=at)
    state = course.state
    if state.phase is not Phase.RECOVERING or now - (state.clear_since or at) < rule.keep_firing:
        return course
    if state.is_flapping and now - state.flips[-1] < QUIET:
        return course
    return _flipped(course.to(Phase.OK, Cause.RECOVERED, now), now)


def _flipped(course: _Course, now: datetime) -> _Course:
    state = _without_old_flips(course.state, now)
    flips = (*state.flips, now)
    is_flapping = state.is_flapping or len(flips) > FLAPPING_AFTER
    return course._replace(
        state=replace(
            state,
            flips=flips[-FLAPPING_AFTER - 1 :],
            is_flapping=is_flapping and state.phase is not Phase.OK,
        )
    )


def _without_old_flips(state: AlertState, now: datetime) -> AlertState:
    if not state.flips or state.is_flapping:
        return state
    return replace(state, flips=tuple(at for at in state.flips if now - at < FLAPPING_WITHIN))


def _told(
    rule: Rule, state: AlertState, mute: Mute | None, now: datetime
) -> tuple[AlertState, list[Owed]]:
    """The state once everybody knows what they should, and what they are owed for that."""
    is_news = state.phase is not Phase.OK or state.told is not None
    state = replace(state, muted_by=mute if is_news else None)
    if mute is not None:
        return state, []
    if state.phase is Phase.OK:
        return _told_of_end(state, now)
    owed: list[Owed] = []
    told = {Phase.FIRING: NoticeKind.FIRED, Phase.NO_DATA: NoticeKind.NO_DATA}.get(state.phase)
    if told is not None and state.told not in {told, NoticeKind.FIRED}:
        state = replace(
            state, told=told, told_at=now, last_told_at=now, told_channels=rule.channels
        )
        owed.append(_owed(told, state, rule.channels))
    elif state.phase is Phase.FIRING:
        state, owed = _told_again(rule, state, now)
    if state.is_flapping and not state.is_flapping_told and state.told is NoticeKind.FIRED:
        state = replace(state, is_flapping_told=True)
        owed.append(_owed(NoticeKind.FLAPPING, state, state.told_channels))
    return state, owed


def _told_of_end(state: AlertState, now: datetime) -> tuple[AlertState, list[Owed]]:
    end = state.clear_since or now
    owed = []
    if state.told is not None:
        owed.append(_owed(NoticeKind.RESOLVED, state, state.told_channels, until=end))
    return AlertState(
        version=state.version,
        rule_version=state.rule_version,
        sampled_at=state.sampled_at,
        recent=state.recent,
        flips=state.flips,
        no_data_since=state.no_data_since,
    ), owed


def _told_again(rule: Rule, state: AlertState, now: datetime) -> tuple[AlertState, list[Owed]]:
    """Reminders and escalation, for as long as nobody has acknowledged."""
    owed: list[Owed] = []
    told_at, last = state.told_at, state.last_told_at
    if state.acknowledged_at is not None or told_at is None or last is None:
        return state, owed
    is_late = rule.escalate_after is not None and now - told_at >= rule.escalate_after
    if is_late and rule.escalate_to and not state.is_escalated:
        everybody = tuple(dict.fromkeys((*state.told_channels, *rule.escalate_to)))
        state = replace(state, is_escalated=True, told_channels=everybody, last_told_at=now)
        owed.append(_owed(NoticeKind.ESCALATED, state, rule.escalate_to))
    elif rule.repeat_every is not None and now - last >= rule.repeat_every:
        state = replace(state, reminders=state.reminders + 1, last_told_at=now)
        owed.append(_owed(NoticeKind.REMINDER, state, state.told_channels))
    return state, owed


def _owed(
    kind: NoticeKind,
    state: AlertState,
    channels: tuple[ChannelId, ...],
    until: datetime | None = None,
) -> Owed:
    return Owed(
        kind=kind,
        version=state.version,
        channels=channels,
        value=state.value,
        peak=state.peak,
        since=state.pending_since or state.no_data_since or state.fired_at,
        until=until,
        reminders=state.reminders,
    )


def _is_same(before: AlertState, after: AlertState) -> bool:
    """Whether only what any evaluation brings along is new: that is not worth a row."""
    return (
        replace(
            after,
            evaluated_at=before.evaluated_at,
            sampled_at=before.sampled_at,
            value=before.value,
            rule_version=before.rule_version,
        )
        == before
    ) or (before.is_calm and after.is_calm and not any(after.recent))
