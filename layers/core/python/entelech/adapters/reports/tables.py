"""The tables of a report, every figure as it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.adapters.reports.blocks import Paragraph, Table
from entelech.domain.reports.comparing import POINTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from entelech.adapters.reports.blocks import Block
    from entelech.adapters.reports.words import BabelWords
    from entelech.domain.reports.model import ComparisonLine, Report


class Tables:
    """Those of one report."""

    def __init__(self, report: Report, words: BabelWords) -> None:
        self._report = report
        self._words = words
        self._say = words.say
        self._health = report.system_health
        self._work = report.performance_metrics

    def promise(self) -> Table:
        """What was promised, and what was kept."""
        words, service = self._words, self._health.service_level
        left = service.error_budget_left_seconds
        over = left is not None and left < 0
        kept = "unknown" if service.is_met is None else "met" if service.is_met else "missed"
        return self._ledger_table(
            [
                ("slo_target", words.percent(service.target_percentage)),
                ("slo_kept", words.percent(self._health.uptime_summary)),
                ("slo_verdict", self._say(kept)),
                ("slo_budget", words.span(service.error_budget_seconds)),
                (
                    "slo_left",
                    self._say("slo_over", time=words.span(-(left or 0)))
                    if over
                    else words.span(left),
                ),
                ("column_coverage", words.percent(self._health.coverage_percentage)),
            ]
        )

    def systems(self) -> Table:
        """Each system over the whole time."""
        words = self._words
        columns = ("uptime", "coverage", "downtime", "outages", "p95", "runs", "success")
        return Table(
            headers=[self._say(f"column_{name}") for name in ("system", *columns)],
            numbers=[False, *(True for _ in columns)],
            rows=[
                [
                    each.system,
                    words.percent(each.uptime_percentage),
                    words.percent(each.coverage_percentage),
                    words.span(each.downtime_seconds if each.checks else None),
                    words.number(each.outages if each.checks else None),
                    words.milliseconds(each.p95_response_ms),
                    words.number(each.runs),
                    words.percent(each.success_rate),
                ]
                for each in self._health.systems
            ],
        )

    def outages(self) -> Iterator[Block]:
        """The longest outages."""
        issues = self._health.critical_issues
        if not issues:
            is_known = self._health.uptime_summary is not None
            yield Paragraph(text=self._say("no_outages" if is_known else "outages_unknown"))
            return
        yield Table(
            headers=[
                self._say(f"column_{name}") for name in ("system", "start", "length", "cause")
            ],
            numbers=[False, False, True, False],
            rows=[
                [
                    each.system,
                    self._words.moment(each.start),
                    self._length(each.minutes, is_over=each.is_over),
                    each.cause,
                ]
                for each in issues
            ],
        )
        if self._health.issues_left_out:
            left_out = self._say("more_outages", outages=self._health.issues_left_out)
            yield Paragraph(text=left_out, is_small=True)

    def _length(self, minutes: int, *, is_over: bool) -> str:
        time = self._words.span(60 * minutes)
        return time if is_over else self._say("still_down", time=time)

    def incidents(self) -> Table:
        """What people dealt with."""
        words = self._words
        columns = ("what", "start", "length", "acknowledged", "cause", "lost")
        return Table(
            headers=[self._say(f"column_{name}") for name in columns],
            numbers=[False, False, True, True, False, True],
            rows=[
                [
                    each.title,
                    words.moment(each.opened_at),
                    words.span(None if each.minutes is None else 60 * each.minutes),
                    words.span(
                        None
                        if each.acknowledged_at is None
                        else (each.acknowledged_at - each.opened_at).total_seconds()
                    ),
                    each.cause or self._say("unknown"),
                    words.money(each.money_lost),
                ]
                for each in self._health.incidents
            ],
        )

    def proof(self) -> Table:
        """What watching took."""
        words, proof = self._words, self._report.proof_of_work
        return self._ledger_table(
            [
                ("proof_checks", words.number(proof.checks_made)),
                ("proof_absorbed", words.number(proof.failures_absorbed)),
                ("proof_incidents", words.number(proof.incidents)),
                ("proof_detect", words.span(proof.mean_seconds_to_detect)),
                ("proof_acknowledge", words.span(proof.mean_seconds_to_acknowledge)),
                ("proof_restore", words.span(proof.mean_seconds_to_restore)),
                ("proof_expiries", words.number(proof.expiries_renewed)),
            ]
        )

    def ledger(self) -> Table:
        """Without the lines of which nothing is known."""
        words, roi = self._words, self._work.roi_analysis
        gains, done = self._work.efficiency_gains, self._work.automation_summary
        lines = [
            ("roi_runs", done.successful_automations, words.number(done.successful_automations)),
            ("roi_processing", done.avg_processing_time, words.number(done.avg_processing_time, 1)),
            ("roi_minutes", roi.minutes_saved_per_run, words.number(roi.minutes_saved_per_run, 1)),
            ("roi_hours", roi.time_saved_hours, words.number(roi.time_saved_hours, 1)),
            ("roi_rate", roi.hourly_rate, words.money(roi.hourly_rate)),
            ("roi_labor", roi.labor_cost_savings, words.money(roi.labor_cost_savings)),
            ("roi_savings", roi.cost_savings, words.money(roi.cost_savings)),
            ("roi_fee", roi.retainer, words.money(roi.retainer)),
            ("roi_ratio", roi.return_ratio, words.number(roi.return_ratio, 1)),
            (
                "roi_efficiency",
                gains.efficiency_improvement,
                words.percent(gains.efficiency_improvement, 1),
            ),
            (
                "roi_errors",
                gains.error_reduction_percentage,
                words.percent(gains.error_reduction_percentage, 1),
            ),
        ]
        return self._ledger_table(
            [(name, text) for name, value, text in lines if value is not None]
        )

    def _ledger_table(self, lines: list[tuple[str, str]]) -> Table:
        return Table(
            headers=[self._say("column_figure"), self._say("column_value")],
            numbers=[False, True],
            rows=[[self._say(name), text] for name, text in lines],
        )

    def comparison(self) -> Table:
        """This time and the one before."""
        return Table(
            headers=[self._say(f"column_{name}") for name in ("figure", "now", "before", "change")],
            numbers=[False, True, True, True],
            rows=[
                [
                    each.label,
                    self._figure(each.figure, each.now),
                    self._figure(each.figure, each.before),
                    self._words.number(None) if each.change is None else self._judged(each),
                ]
                for each in self._report.comparison.lines
            ],
        )

    def _judged(self, line: ComparisonLine) -> str:
        change = signed(line, self._words)
        if line.unit == POINTS:
            change = self._say("points", points=change)
        if line.is_better is None:
            return change
        return f"{change} ({self._say('yes' if line.is_better else 'no')})"

    def _figure(self, figure: str, value: float | None) -> str:
        if figure in {"uptime_percentage", "success_rate"}:
            return self._words.percent(value)
        if figure == "total_savings":
            return self._words.money(value)
        return self._words.number(value, 1)


def signed(line: ComparisonLine, words: BabelWords) -> str:
    """A change with its sign, a true minus."""
    change = line.change or 0
    size = abs(change)
    shown = words.number(size, 2) if line.unit == POINTS else words.percent(size, 1)
    sign = "+" if change > 0 else "\u2212" if change < 0 else "±"
    return f"{sign}{shown}"
