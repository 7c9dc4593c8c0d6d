"""Lays a report out: what HTML and PDF show, in their order, with every figure as it is read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from entelech.adapters.reports import english
from entelech.adapters.reports.blocks import (
    Advice,
    Bullets,
    Callout,
    Card,
    Cards,
    Heading,
    Paragraph,
    View,
)
from entelech.adapters.reports.pictures import automations, bars, success
from entelech.adapters.reports.tables import Tables, signed
from entelech.adapters.reports.words import words_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from entelech.adapters.reports.blocks import Block
    from entelech.adapters.reports.words import BabelWords
    from entelech.domain.brand import Brand
    from entelech.domain.reports.model import Recommendation, Report

_TONES = {"healthy": "good", "degraded": "warn", "down": "bad", "unknown": "neutral"}


def view_of(report: Report, brand: Brand) -> View:
    """The report as it is read."""
    about = report.report_metadata
    words = words_for(about.locale, about.currency, about.time_zone)
    period = about.period_label
    if about.days > 1:
        period = words.days(_date(about.first_day), _date(about.last_day))
    made = words.say(
        "made_by", brand=brand.name, moment=words.moment(about.generated_at), zone=about.time_zone
    )
    layout = _Layout(report, words, brand)
    return View(
        language=english.LANGUAGE,
        kicker=about.title,
        title=about.client_name,
        subtitle=period,
        running=period,
        footer=f"{made} · {brand.footer}" if brand.footer else made,
        blocks=[
            *layout.first_page(),
            *layout.availability(),
            *layout.performance(),
            *layout.advice(),
            *layout.method(),
        ],
    )


class _Layout:
    """The parts of one report."""

    def __init__(self, report: Report, words: BabelWords, brand: Brand) -> None:
        self._report = report
        self._words = words
        self._say = words.say
        self._accent = brand.accent
        self._tables = Tables(report, words)
        self._health = report.system_health
        self._work = report.performance_metrics

    def first_page(self) -> Iterator[Block]:
        """Verdict, four figures, days, what went well, what to improve."""
        about, summary = self._report.report_metadata, self._report.executive_summary
        if about.revision > 1:
            yield Paragraph(text=self._say("revision", revision=about.revision), is_small=True)
        yield Callout(
            strong=summary.verdict, text=summary.details, tone=_TONES[summary.overall_health]
        )
        if about.changes:
            yield Heading(text=self._say("revision_changes"), level=1)
            yield Bullets(items=about.changes)
        yield self._cards()
        yield Heading(text=self._say("heading_days"), level=1)
        yield bars(self._health, self._words)
        yield Heading(text=self._say("heading_well"), level=1)
        yield self._bullets(summary.key_achievements, "no_achievements")
        yield Heading(text=self._say("heading_improve"), level=1)
        yield self._bullets(summary.areas_for_improvement, "no_improvements")
        label = self._report.comparison.label
        yield Heading(text=self._say("heading_comparison", period=label), level=1)
        yield self._tables.comparison()

    def availability(self) -> Iterator[Block]:
        """The promise, systems, outages, incidents, proof of work."""
        yield Heading(text=self._say("heading_availability"), level=1, is_part=True)
        yield self._tables.promise()
        if self._health.performance_highlights:
            yield Bullets(items=self._health.performance_highlights)
        yield Heading(text=self._say("heading_systems"), level=2)
        yield self._tables.systems()
        yield Heading(text=self._say("heading_outages"), level=2)
        yield from self._tables.outages()
        if self._health.incidents:
            yield Heading(text=self._say("heading_incidents"), level=2)
            yield self._tables.incidents()
        yield Heading(text=self._say("heading_proof"), level=2)
        yield self._tables.proof()

    def performance(self) -> Iterator[Block]:
        """What was done and what it was worth."""
        yield Heading(text=self._say("heading_performance"), level=1, is_part=True)
        if self._work.automation_summary.total_automations is None:
            yield Paragraph(text=self._say("no_work"))
        else:
            yield from automations(self._health, self._words, self._accent)
            yield from success(self._health, self._words, self._accent)
            yield Heading(text=self._say("heading_roi"), level=2)
            yield self._tables.ledger()

    def advice(self) -> Iterator[Block]:
        """Recommendations, where they were wanted."""
        found = self._report.recommendations
        if found is None:
            return
        yield Heading(text=self._say("heading_recommendations"), level=1, is_part=True)
        if not found.all:
            yield Paragraph(text=self._say("no_recommendations"))
        for kind in (
            "performance_optimizations",
            "cost_savings_opportunities",
            "strategic_initiatives",
        ):
            said = getattr(found, kind)
            if said:
                yield Heading(text=self._say(f"kind_{kind}"), level=2)
                yield from (self._advice(each) for each in said)

    def method(self) -> Iterator[Block]:
        """How all this came about."""
        has_advice = self._report.recommendations is not None
        yield Heading(text=self._say("heading_method"), level=1, is_part=not has_advice)
        yield Bullets(items=self._report.method.statements)

    def _bullets(self, items: Iterable[str], otherwise: str) -> Bullets:
        said = list(items)
        return Bullets(items=said or [self._say(otherwise)])

    def _cards(self) -> Cards:
        words, work = self._words, self._work
        total = work.automation_summary.total_automations
        hours = work.roi_analysis.time_saved_hours
        target = words.percent(self._health.service_level.target_percentage)
        return Cards(
            cards=[
                Card(
                    label=self._say("card_uptime"),
                    value=words.percent(self._health.uptime_summary),
                    note=self._say("card_target", target=target),
                ),
                Card(
                    label=self._say("card_automations"),
                    value=words.number(total),
                    note=self._change("total_automations"),
                ),
                Card(
                    label=self._say("card_success"),
                    value=words.percent(work.automation_summary.success_rate),
                    note=self._change("success_rate"),
                ),
                Card(
                    label=self._say("card_saved"),
                    value=words.number(None)
                    if hours is None
                    else self._say("hours", hours=words.number(hours, 1)),
                    note=self._worth(),
                ),
            ]
        )

    def _change(self, figure: str) -> str:
        line = next(each for each in self._report.comparison.lines if each.figure == figure)
        if line.now is None:
            return self._say("card_none")
        if line.change is None:
            return ""
        return self._say(f"card_change_{line.unit}", change=signed(line, self._words))

    def _worth(self) -> str:
        roi = self._work.roi_analysis
        if roi.time_saved_hours is None:
            return self._say("card_none")
        if roi.labor_cost_savings is not None:
            return self._say(
                "card_worth_rate",
                money=self._words.money(roi.labor_cost_savings),
                rate=self._words.money(roi.hourly_rate),
            )
        if roi.total_savings is None:
            return ""
        return self._say("card_worth", money=self._words.money(roi.total_savings))

    def _advice(self, said: Recommendation) -> Advice:
        worth = ""
        if said.estimated_value is not None:
            worth = self._say("worth", money=self._words.money(said.estimated_value))
        elif said.estimated_minutes is not None:
            time = self._words.span(60 * said.estimated_minutes)
            worth = self._say("worth_minutes", time=time)
        return Advice(
            title=said.title,
            tag=self._say(f"priority_{said.priority}"),
            priority=said.priority,
            action=said.action,
            evidence=said.evidence,
            worth=worth,
        )


def _date(text: str) -> date:
    return date.fromisoformat(text)
