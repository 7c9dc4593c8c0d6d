"""Gathers what a report is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.reports.inputs import (
    HealthDay,
    IncidentFact,
    ReportInputs,
    Span,
    Subject,
    Terms,
    WorkDay,
)
from entelech.domain.suspicion import suspect_minutes
from entelech.ports.incidents import IncidentReader
from entelech.ports.metrics import MetricStore
from entelech.ports.ticks import SuspicionStore
from entelech.services.history import HistoryService

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from entelech.domain.client import Client
    from entelech.domain.incident import Incident
    from entelech.domain.metric_day import MetricDay
    from entelech.domain.reports.period import ReportPeriod


class Gatherer(Struct, frozen=True, kw_only=True):
    """Reads days, work and incidents. The requests that it makes do not grow with the checks."""

    history: HistoryService
    metrics: MetricStore
    incidents: IncidentReader
    suspicions: SuspicionStore

    def inputs(self, client: Client, asked: ReportPeriod, now: datetime) -> ReportInputs:
        """All that is known of the client's time and of the one before, at ``now``."""
        registration = client.registration
        terms = client.terms_at(asked.period.end)
        before = asked.before(client.calendar)
        return ReportInputs(
            subject=Subject(
                client_id=client.client_id,
                client_name=registration.client_name,
                industry=registration.industry,
                time_zone=client.calendar.zone_at(asked.period.start).key,
                locale=registration.locale,
                policy=registration.uptime_policy,
                systems=tuple(each.name for each in registration.systems),
            ),
            terms=Terms(
                currency=terms.currency,
                hourly_rate=terms.hourly_rate,
                minutes_saved_per_run=terms.minutes_per_run,
                retainer=terms.monthly_retainer,
            ),
            span=self._span(client, asked, now, terms.currency),
            before=self._span(client, before, now, terms.currency),
            suspect_minutes=suspect_minutes(self.suspicions.suspicions(asked.period)),
        )

    def _span(self, client: Client, asked: ReportPeriod, now: datetime, currency: str) -> Span:
        rollups = self.history.daily(client, asked.period, now)
        days = self.metrics.days(client.client_id, asked.first, asked.last)
        return Span(
            asked=asked,
            health=[
                HealthDay(day=client.calendar.date_of(each.period.start), rollup=each)
                for each in rollups
            ],
            work=[work for day in days for work in _work(day, currency)],
            incidents=[
                _fact(each, currency)
                for each in self.incidents.incidents(client.client_id, asked.period)
            ],
        )


def _work(day: MetricDay, currency: str) -> Sequence[WorkDay]:
    """Money in another currency is not known in this one."""
    found = []
    for part in day.systems.values():
        if part.told is None:
            continue
        said = part.told.figures
        found.append(
            WorkDay(
                day=day.day,
                system=part.system_name,
                runs=said.total,
                succeeded=said.successful,
                processing_s=said.processing_s,
                savings=said.cost_savings if part.told.currency == currency else None,
                saved_hours=said.hours_saved,
                error_reduction_percent=said.error_reduction_percent,
                improvement_percent=said.process_improvement_percent,
            )
        )
    return sorted(found, key=lambda each: each.system)


def _fact(incident: Incident, currency: str) -> IncidentFact:
    lost = incident.loss.money
    first = next(iter(incident.alerts.values()), None)
    return IncidentFact(
        incident_id=incident.incident_id,
        title=incident.title,
        systems=incident.systems,
        cause=incident.reason,
        severity=incident.severity.value,
        opened_at=incident.opened_at,
        metric=first.metric_name if first else None,
        began_at=min((each.since for each in incident.alerts.values()), default=None),
        acknowledged_at=incident.acknowledged_at,
        resolved_at=incident.resolved_at,
        minutes_lost=incident.loss.sla_minutes,
        money_lost=lost.amount if lost and lost.currency == currency else None,
    )
