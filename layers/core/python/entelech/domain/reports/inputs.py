"""What a report is made of, whatever store it came from. None is what is not known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from entelech.domain.ids import ClientId
from entelech.domain.reports.period import ReportPeriod
from entelech.domain.rollup import Rollup
from entelech.domain.suspicion import SuspectMinute
from entelech.domain.uptime import UptimePolicy

_ENOUGH_DAYS_PERCENT = 90


class Subject(Struct, frozen=True, kw_only=True):
    """The client that the report is of. ``locale`` is one of ``domain.locale.LOCALES``."""

    client_id: ClientId
    client_name: str
    industry: str | None
    time_zone: str
    locale: str
    policy: UptimePolicy
    systems: Sequence[str]
    """Those that are registered now, in their order."""


class HealthDay(Struct, frozen=True, kw_only=True):
    """A local day of the client and of each of its systems."""

    day: date
    rollup: Rollup


class WorkDay(Struct, frozen=True, kw_only=True):
    """What one system did on a local day, as it said itself. Seconds, hours and money are sums."""

    day: date
    system: str
    runs: int
    succeeded: int
    processing_s: Decimal | None = None
    savings: Decimal | None = None
    saved_hours: Decimal | None = None
    error_reduction_percent: Decimal | None = None
    improvement_percent: Decimal | None = None


class Terms(Struct, frozen=True, kw_only=True):
    """What was agreed on money, in the client's ISO currency. ``retainer`` is a month's fee."""

    currency: str = "USD"
    hourly_rate: Decimal | None = None
    minutes_saved_per_run: Decimal | None = None
    retainer: Decimal | None = None


class IncidentFact(Struct, frozen=True, kw_only=True):
    """An incident that reaches into the period. ``began_at`` is the first failed check, if known."""

    incident_id: str
    title: str
    systems: Sequence[str]
    cause: str | None
    severity: str
    opened_at: datetime
    metric: str | None = None
    began_at: datetime | None = None
    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None
    minutes_lost: int | None = None
    money_lost: Decimal | None = None


class Span(Struct, frozen=True, kw_only=True):
    """All that is known of a time: its days by date, and its incidents by when they opened."""

    asked: ReportPeriod
    health: Sequence[HealthDay] = ()
    work: Sequence[WorkDay] = ()
    incidents: Sequence[IncidentFact] = ()


class ReportInputs(Struct, frozen=True, kw_only=True):
    """A client's time, and the one that it is compared with."""

    subject: Subject
    terms: Terms
    span: Span
    before: Span
    suspect_minutes: Sequence[SuspectMinute] = ()

    @property
    def is_growth_known(self) -> bool:
        """Whether work is known of as many days before, nearly: a sum of fewer says nothing of growth."""
        days, past = ({each.day for each in span.work} for span in (self.span, self.before))
        return _ENOUGH_DAYS_PERCENT * len(days) <= 100 * len(past)

    def sha256(self) -> str:
        """Of everything above, in hexadecimal: the same inputs make the same report."""
        text = json.dumps(self, default=_plain, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """What JSON has no word for, without loss."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.normalize())
    if isinstance(value, Mapping):
        return dict(value)
    return asdict(value)
