"""The pictures of a report: marks by day, automations, success rates."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from entelech.adapters.reports import charts
from entelech.adapters.reports.blocks import BarRow, Bars, Heading, Paragraph, Picture
from entelech.domain.reports.health import rate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from entelech.adapters.reports.blocks import Block
    from entelech.adapters.reports.words import BabelWords
    from entelech.domain.reports.model import HealthPart

_MIN_DAYS = 2
"""A chart of fewer says nothing that the figures do not."""


def bars(health: HealthPart, words: BabelWords) -> Bars:
    """The days of every system, oldest first."""
    states: dict[str, list[str]] = {each.system: [] for each in health.systems}
    for day in health.days:
        states[day.system].append(day.state)
    return Bars(
        headers=[
            words.say("column_system"),
            words.say("heading_days"),
            words.say("column_uptime"),
        ],
        rows=[
            BarRow(
                name=each.system,
                picture=_marks(each.system, states[each.system], words),
                value=words.percent(each.uptime_percentage),
            )
            for each in health.systems
        ],
        legend=words.say("legend_days"),
    )


def _marks(system: str, states: list[str], words: BabelWords) -> Picture:
    counts = Counter(states)
    alt = words.say("days_alt", system=system, **{name: counts[name] for name in charts.STATES})
    return Picture(svg=charts.day_bars(states, alt), alt=alt)


def automations(health: HealthPart, words: BabelWords, accent: str) -> Iterator[Block]:
    """Runs by day, those that failed apart."""
    totals = _runs_by_day(health)
    known = [each[0] for each in totals.values() if each]
    if len(known) < _MIN_DAYS:
        return
    marks = charts.ticks(0, max(known) or 1)
    axis = charts.Axis(low=0, high=marks[-1], labels=[words.number(each) for each in marks])
    alt = words.say(
        "automations_alt",
        low=words.number(min(known)),
        high=words.number(max(known)),
        missing=len(totals) - len(known),
    )
    split = [each and (each[1], each[0] - each[1]) for each in totals.values()]
    svg = charts.bar_chart(split, _dates(totals, words), axis, alt, accent)
    yield Heading(text=words.say("heading_automations"), level=2)
    yield Picture(svg=svg, alt=alt)
    yield Paragraph(text=words.say("automations_legend"), is_small=True)


def success(health: HealthPart, words: BabelWords, accent: str) -> Iterator[Block]:
    """What part of the runs succeeded, by day."""
    totals = _runs_by_day(health)
    values = [rate(each[1], each[0]) if each else None for each in totals.values()]
    known = [each for each in values if each is not None]
    if len(known) < _MIN_DAYS:
        return
    marks = charts.ticks(min(*known, 99), 100)
    axis = charts.Axis(
        low=marks[0], high=marks[-1], labels=[words.percent(each, 0) for each in marks]
    )
    alt = words.say(
        "success_alt",
        low=words.percent(min(known)),
        high=words.percent(max(known)),
        missing=len(values) - len(known),
    )
    svg = charts.line_chart(values, _dates(totals, words), axis, alt, accent)
    yield Heading(text=words.say("heading_success"), level=2)
    yield Picture(svg=svg, alt=alt)


def _runs_by_day(health: HealthPart) -> dict[str, tuple[int, int] | None]:
    """All runs and those that succeeded, of all systems; None where none said anything."""
    totals: dict[str, tuple[int, int] | None] = {}
    for each in health.days:
        runs, succeeded = totals.setdefault(each.day, None) or (0, 0)
        if each.runs is not None:
            totals[each.day] = (runs + each.runs, succeeded + (each.succeeded or 0))
    return totals


def _dates(days: dict[str, tuple[int, int] | None], words: BabelWords) -> list[str]:
    return [words.short_day(date.fromisoformat(each)) for each in days]
