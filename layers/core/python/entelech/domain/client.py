"""A client that we watch, its systems, and where in the shards they stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from entelech.domain.auth_header import AuthHeader, NewHeader
from entelech.domain.calendar import Calendar, FormerZone
from entelech.domain.check import CheckPolicy
from entelech.domain.checks import CONTRACT, Check
from entelech.domain.checks.health import HealthCheck
from entelech.domain.ids import ClientId, Slot
from entelech.domain.locale import DEFAULT
from entelech.domain.maintenance import MaintenanceWindow
from entelech.domain.schedule import Interval, ShardId
from entelech.domain.uptime import UptimePolicy
from entelech.domain.value_terms import FormerTerms, ValueTerms, terms_at

METRICS_PATH = "/metrics"
MEMBERSHIP_KEPT = timedelta(days=14)
"""Ticks live as long, so that every tick can still be told whose it was."""


class System(Struct, frozen=True, kw_only=True):
    """One automation of a client; what its ``endpoint`` is the check says."""

    name: str
    endpoint: str
    is_critical: bool = True
    """Whether the client counts as down when this system is; else as degraded."""
    auth: AuthHeader | NewHeader | None = None
    """What its endpoint wants to see; a new one only until its value is put away."""
    check: Check = CONTRACT
    tags: tuple[str, ...] = ()
    """By which rules and silences choose it."""

    @property
    def url(self) -> str:
        """What is polled."""
        return self.check.url(self.endpoint)

    @property
    def metrics_url(self) -> str | None:
        """Where it tells of its work; None where only the contract's ``/health`` would promise that."""
        return self.endpoint + METRICS_PATH if isinstance(self.check, HealthCheck) else None


class Membership(Struct, frozen=True, kw_only=True):
    """The slots that a client's systems held in one shard over [since, until); None is "still"."""

    shard: ShardId
    slots: Mapping[str, Slot]
    """System name to slot."""
    since: datetime
    until: datetime | None = None


class Registration(Struct, frozen=True, kw_only=True):
    """What a user says of a client; everything else about it is ours."""

    client_id: ClientId
    client_name: str
    industry: str | None
    contact_email: str | None
    interval: Interval
    policy: CheckPolicy
    systems: tuple[System, ...]
    time_zone: str = "UTC"
    """IANA name of the zone that the client's days and months are counted in."""
    locale: str = DEFAULT
    """How numbers, money and dates are written in the client's reports."""
    uptime_policy: UptimePolicy = field(default_factory=UptimePolicy)
    value_terms: ValueTerms = field(default_factory=ValueTerms)
    push_generation: int = 1
    """Figures that are pushed are signed with the secret of this one; those of older ones count no more."""

    @property
    def tags(self) -> Mapping[str, Collection[str]]:
        """The tags of each system, by its name; empty where it has none."""
        return {each.name: each.tags for each in self.systems}


class Client(Struct, frozen=True, kw_only=True):
    """A registered client. ``version`` grows by one with every change, from 1."""

    registration: Registration
    version: int
    created_at: datetime
    updated_at: datetime
    deactivated_at: datetime | None = None
    purged_at: datetime | None = None
    """Since then it is being deleted; it does not come back."""
    memberships: tuple[Membership, ...] = ()
    """Newest first; at most one is open, and none while the client is inactive."""
    former_zones: tuple[FormerZone, ...] = ()
    """Oldest first; the last one may still hold."""
    maintenance: tuple[MaintenanceWindow, ...] = ()
    former_terms: tuple[FormerTerms, ...] = ()
    """Oldest first."""

    @property
    def client_id(self) -> ClientId:
        """The user's slug."""
        return self.registration.client_id

    @property
    def calendar(self) -> Calendar:
        """What the client's days are counted in."""
        return Calendar(zone=ZoneInfo(self.registration.time_zone), former=self.former_zones)

    def counts(self, quarter: datetime) -> bool:
        """Whether the quarter-hour that begins then counts for the uptime that was agreed on."""
        hours = self.registration.uptime_policy.business_hours
        return hours is None or hours.cover(quarter, self.calendar.zone_at(quarter))

    def terms_at(self, instant: datetime) -> ValueTerms:
        """What the client's runs were worth then."""
        return terms_at(instant, self.registration.value_terms, self.former_terms)

    @property
    def is_active(self) -> bool:
        """Whether the client is watched."""
        return self.deactivated_at is None

    @property
    def membership(self) -> Membership | None:
        """Where the systems are checked now; None while the client is inactive."""
        return next((each for each in self.memberships if each.until is None), None)
