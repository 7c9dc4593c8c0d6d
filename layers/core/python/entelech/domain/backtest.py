"""What a rule would have done: the same steps over readings of the past."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.alert import step
from entelech.domain.alert_state import CALM, Phase
from entelech.domain.period import Period
from entelech.domain.rule import Comparison, Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entelech.domain.incident import Incident
    from entelech.domain.past_readings import Seen

MAX_DAYS = 90
_CANDIDATES = 9
_WEEK = timedelta(days=7)


class Firing(Struct, frozen=True, kw_only=True):
    """One time in which the alert would have fired, ``end`` that of the history where it still did."""

    period: Period
    peak: Decimal | None


class Judged(Struct, frozen=True, kw_only=True):
    """Firings beside incidents that people have judged: told rightly, told for nothing, and missed."""

    fired: int
    minutes: int
    right: int
    wrong: int
    missed: int


class Trial(Struct, frozen=True, kw_only=True):
    """What another threshold would have done."""

    threshold: Decimal
    judged: Judged


def firings(rule: Rule, series: Sequence[Seen], end: datetime) -> list[Firing]:
    """When the alert would have fired, by time; nothing is muted."""
    found: list[Firing] = []
    state = CALM
    for seen in series:
        before = state
        state = step(rule, state, seen.reading, None, seen.at).state
        if state.is_firing and not before.is_firing:
            since = state.fired_at or seen.at
            found.append(Firing(period=Period(start=since, end=end), peak=state.peak))
        elif before.is_firing:
            peak = rule.worse(found[-1].peak, state.peak)
            is_over = state.phase is Phase.OK
            until = seen.at if is_over else end
            period = replace(found[-1].period, end=until)
            found[-1] = Firing(period=period, peak=peak)
    return found


def judged(found: Sequence[Firing], incidents: Sequence[Incident], end: datetime) -> Judged:
    """The firings beside what was acknowledged as real, or as none."""
    labelled = [(each, _period(each, end)) for each in incidents if each.is_real is not None]
    real = [period for each, period in labelled if each.is_real]
    false = [period for each, period in labelled if not each.is_real]
    right = sum(any(_meet(each.period, period) for period in real) for each in found)
    wrong = sum(
        any(_meet(each.period, period) for period in false)
        and not any(_meet(each.period, period) for period in real)
        for each in found
    )
    missed = sum(not any(_meet(each.period, period) for each in found) for period in real)
    return Judged(
        fired=len(found),
        minutes=sum(each.period.length_ms for each in found) // 60_000,
        right=right,
        wrong=wrong,
        missed=missed,
    )


def together(parts: Sequence[Judged]) -> Judged:
    """Of several clients, as one."""
    return Judged(
        fired=sum(each.fired for each in parts),
        minutes=sum(each.minutes for each in parts),
        right=sum(each.right for each in parts),
        wrong=sum(each.wrong for each in parts),
        missed=sum(each.missed for each in parts),
    )


def candidates(rule: Rule, series: Sequence[Sequence[Seen]]) -> list[Decimal]:
    """Thresholds worth trying, in order: the rule's own, and values that the metric had."""
    values = sorted(
        {s.reading.value for each in series for s in each if s.reading.value is not None}
    )
    if not values or rule.comparison is Comparison.EQUALS:
        return [rule.threshold]
    steps = [values[(len(values) - 1) * n // (_CANDIDATES - 1)] for n in range(_CANDIDATES)]
    return sorted({rule.threshold, *steps})


def recommended(trials: Sequence[Trial], clients: int, length: timedelta) -> tuple[Trial, str]:
    """The threshold to take, and why.

    Where incidents were judged: the fewest that are missed, then the fewest alarms beside the right
    ones. Where none was: the most alarms that are no more than one a client and week.
    """
    if any(each.judged.right or each.judged.missed for each in trials):
        best = min(trials, key=lambda each: (each.judged.missed, _besides(each), each.judged.fired))
        total = best.judged.missed + best.judged.right
        why = (
            f"tells {best.judged.right} times of incidents that were real, misses "
            f"{best.judged.missed}, and fires {_besides(best)} times besides"
        )
        return best, why if total else "no incident was judged in this time"
    bearable = max(1, round(clients * (length / _WEEK)))
    quiet = [each for each in trials if each.judged.fired <= bearable]
    best = max(quiet, key=lambda each: each.judged.fired, default=min(trials, key=_fired))
    return best, (
        f"fires {best.judged.fired} times in {length.days} days for {clients} clients; no incident "
        "was judged, so one alarm a client and week is taken for bearable"
    )


def _period(incident: Incident, end: datetime) -> Period:
    return Period(start=incident.opened_at, end=incident.resolved_at or end)


def _meet(one: Period, other: Period) -> bool:
    return one.start <= other.end and other.start <= one.end


def _besides(trial: Trial) -> int:
    return trial.judged.fired - trial.judged.right


def _fired(trial: Trial) -> int:
    return trial.judged.fired
