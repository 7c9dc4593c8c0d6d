"""Charts as SVG, without script or style sheet, for pages and papers alike."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from msgspec import Struct

WIDTH, HEIGHT = 560, 168
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 4, 8, 22
_TICKS = 5
_DATES = 5
FONTS = "'Source Sans Pro', 'Noto Sans SC', sans-serif"
INK, FAINT, RULE = "#171b22", "#4d5666", "#e0e3e8"
FAILED = "#8a1038"
STATES = {
    "up": "#1aa577",
    "degraded": "#cd6a04",
    "down": "#8a1038",
    "maintenance": "#2a52be",
    "no_data": "#798093",
}
"""Told apart in grey and by the colour-blind; heights tell them apart once more."""
_DAY_HEIGHT = 18
_HEIGHTS = {"up": 12, "degraded": 14, "down": 18, "maintenance": 6, "no_data": 1.2}
BARS_WIDTH = 380
_WIDEST = 40


class Axis(Struct, frozen=True, kw_only=True):
    """Where values lie between ``low`` and ``high``, and what stands at each tick, lowest first."""

    low: float
    high: float
    labels: Sequence[str]

    def y(self, value: float) -> float:
        """Down from the top of the picture."""
        share = (value - self.low) / (self.high - self.low)
        return _TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - share)


def day_bars(states: Sequence[str], alt: str) -> str:
    """A mark a day, oldest first."""
    step = min(BARS_WIDTH / max(1, len(states)), _WIDEST)
    gap = min(1.4, step * 0.12)
    marks = []
    for n, state in enumerate(states):
        height = _HEIGHTS[state]
        top = _DAY_HEIGHT - height if state != "no_data" else _DAY_HEIGHT / 2
        marks.append(
            f'<rect x="{n * step:.2f}" y="{top:.2f}" width="{step - gap:.2f}" height="{height:g}" '
            f'fill="{STATES[state]}"/>'
        )
    return _svg(BARS_WIDTH, _DAY_HEIGHT, alt, "".join(marks))


def bar_chart(
    bars: Sequence[tuple[int, int] | None], dates: Sequence[str], axis: Axis, alt: str, accent: str
) -> str:
    """A bar a day: what succeeded, and what failed at its foot; dots where nothing is known."""
    step = (WIDTH - _LEFT - _RIGHT) / max(1, len(bars))
    wide = min(step * 0.72, _WIDEST)
    parts = [_grid(axis), _dates(dates)]
    zero = axis.y(0)
    for n, bar in enumerate(bars):
        x = _LEFT + n * step + (step - wide) / 2
        if bar is None:
            parts.append(
                f'<line x1="{x:.1f}" x2="{x + wide:.1f}" y1="{zero - 1.5:.1f}" y2="{zero - 1.5:.1f}" '
                f'stroke="{FAINT}" stroke-width="1.5" stroke-dasharray="1.5 2.5"/>'
            )
            continue
        succeeded, failed = bar
        for low, high, colour in ((0, failed, FAILED), (failed, failed + succeeded, accent)):
            if high > low:
                parts.append(
                    f'<rect x="{x:.1f}" y="{axis.y(high):.1f}" width="{wide:.1f}" '
                    f'height="{axis.y(low) - axis.y(high):.1f}" fill="{colour}"/>'
                )
    return _svg(WIDTH, HEIGHT, alt, "".join(parts))


def line_chart(
    values: Sequence[float | None],
    dates: Sequence[str],
    axis: Axis,
    alt: str,
    accent: str,
    target: float | None = None,
) -> str:
    """A line with gaps where nothing is known; what misses the target is marked."""
    step = (WIDTH - _LEFT - _RIGHT) / max(1, len(values))
    parts = [_grid(axis), _dates(dates)]
    runs: list[list[str]] = [[]]
    marks = []
    for n, value in enumerate(values):
        if value is None:
            runs.append([])
            continue
        x, y = _LEFT + (n + 0.5) * step, axis.y(value)
        runs[-1].append(f"{x:.1f},{y:.1f}")
        if target is not None and value < target:
            marks.append(f'<path d="M{x:.1f} {y - 4:.1f}l4 4-4 4-4-4z" fill="{FAILED}"/>')
    if target is not None:
        y = axis.y(target)
        parts.append(
            f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{INK}" '
            f'stroke-width="0.8" stroke-dasharray="4 3"/>'
        )
    for run in filter(None, runs):
        if len(run) == 1:
            left, _, top = run[0].partition(",")
            parts.append(f'<circle cx="{left}" cy="{top}" r="2" fill="{accent}"/>')
        else:
            points = " ".join(run)
            parts.append(
                f'<polyline points="{points}" fill="none" stroke="{accent}" stroke-width="1.6" '
                'stroke-linejoin="round"/>'
            )
    return _svg(WIDTH, HEIGHT, alt, "".join([*parts, *marks]))


def ticks(low: float, high: float) -> list[float]:
    """Round numbers that enclose both, three to six of them."""
    for step in _steps():
        first = low // step * step
        count = -(-(high - first) // step)
        if count <= _TICKS:
            last = first + max(1, count) * step
            return [first + n * step for n in range(round((last - first) / step) + 1)]
    return [low, high]


def _steps() -> Sequence[float]:
    return [base * 10**power for power in range(12) for base in (1, 2, 5)]


def _grid(axis: Axis) -> str:
    parts = []
    for n, label in enumerate(axis.labels):
        value = axis.low + (axis.high - axis.low) * n / max(1, len(axis.labels) - 1)
        y = axis.y(value)
        parts.append(
            f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{RULE}"/>'
            f'<text x="{_LEFT - 6}" y="{y + 3.2:.1f}" text-anchor="end">{escape(label)}</text>'
        )
    return "".join(parts)


def _dates(dates: Sequence[str]) -> str:
    step = (WIDTH - _LEFT - _RIGHT) / max(1, len(dates))
    every = max(1, -(-len(dates) // _DATES))
    parts = []
    for n in range(0, len(dates), every):
        x = _LEFT + (n + 0.5) * step
        parts.append(
            f'<text x="{x:.1f}" y="{HEIGHT - 6}" text-anchor="middle">{escape(dates[n])}</text>'
        )
    return "".join(parts)


def _svg(width: float, height: float, alt: str, content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'aria-label="{escape(alt)}" font-family="{FONTS}" font-size="9.5" fill="{FAINT}">'
        f"{content}</svg>"
    )
