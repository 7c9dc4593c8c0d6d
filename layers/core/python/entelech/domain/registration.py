"""Reads what a user says of a client: the seed's ``register_client`` shape and its few options."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from entelech.domain.calendar import zone_named
from entelech.domain.check import CheckPolicy
from entelech.domain.client import Registration
from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields
from entelech.domain.ids import client_id
from entelech.domain.locale import parse_locale
from entelech.domain.schedule import Interval
from entelech.domain.service_level import parse_service_level
from entelech.domain.systems import MAX_NAME, parse_systems
from entelech.domain.value_terms import parse_value_terms

if TYPE_CHECKING:
    from entelech.domain.address import AddressPolicy
    from entelech.domain.uptime import UptimePolicy
    from entelech.domain.value_terms import ValueTerms

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}\.[^@\s.]{2,63}")

DETAILS = (
    "client_name",
    "industry",
    "automation_systems",
    "monitoring_endpoints",
    "contact_email",
    "interval_minutes",
    "timeout_seconds",
    "retries",
    "degraded_over_ms",
    "non_critical_systems",
    "auth_headers",
    "time_zone",
    "locale",
    "service_level",
    "checks",
    "tags",
    "value_terms",
)
"""Every field of a registration but ``client_id``; an update may name any of them."""


def parse_registration(
    body: object, *, default_interval: Interval, addresses: AddressPolicy
) -> Registration:
    """A whole registration, from the fields themselves or wrapped in ``client_data``.

    Raises:
        InvalidError: names the first field that is missing, unknown or wrong.
        BlockedAddressError: a system may not be reached from here.
    """
    if isinstance(body, Mapping) and "client_data" in body:
        Fields(body).refuse_unknown({"client_data"})
        body = body["client_data"]
    fields = Fields(body, whole="client_data")
    fields.refuse_unknown({"client_id", *DETAILS})
    blank = Registration(
        client_id=client_id(fields.raw("client_id")),
        client_name="",
        industry=None,
        contact_email=None,
        interval=default_interval,
        policy=CheckPolicy(),
        systems=(),
    )
    for name in ("client_name", "automation_systems", "monitoring_endpoints"):
        if not fields.has(name):
            raise InvalidError(field=name, expected="a value")
    return _amended(blank, fields, addresses)


def parse_amendment(
    body: object, before: Registration, *, addresses: AddressPolicy
) -> Registration:
    """The registration after an update that names only what changes.

    A field given as null keeps its value, but ``industry`` and ``contact_email``, which it clears.

    Raises:
        InvalidError: names the first field that is unknown or wrong.
        BlockedAddressError: a system may not be reached from here.
    """
    fields = Fields(body)
    fields.refuse_unknown({"version", *DETAILS})
    named = body if isinstance(body, Mapping) else {}
    kept = replace(
        before,
        industry=None if "industry" in named else before.industry,
        contact_email=None if "contact_email" in named else before.contact_email,
    )
    return _amended(kept, fields, addresses)


def _amended(before: Registration, fields: Fields, addresses: AddressPolicy) -> Registration:
    zone = _time_zone(fields, before.time_zone)
    after = replace(
        before,
        client_name=_name(fields, before.client_name),
        industry=_industry(fields, before.industry),
        contact_email=_email(fields, before.contact_email),
        interval=_interval(fields, before.interval),
        policy=_policy(fields, before.policy),
        systems=parse_systems(fields, before.systems, addresses, zone),
        time_zone=zone,
        locale=parse_locale(fields, before.locale),
        uptime_policy=_uptime_policy(fields, before.uptime_policy),
        value_terms=_value_terms(fields, before.value_terms),
    )
    if not after.policy.fits(after.interval):
        limit = min(0.75 * after.interval.length.total_seconds(), 45)
        raise InvalidError(
            field="timeout_seconds",
            expected=f"timeout x (retries + 1) and the pauses between to be at most {limit:g} seconds",
        )
    return after


def _name(fields: Fields, before: str) -> str:
    return fields.text("client_name", max_length=MAX_NAME) if fields.has("client_name") else before


def _industry(fields: Fields, before: str | None) -> str | None:
    return fields.text("industry", max_length=MAX_NAME) if fields.has("industry") else before


def _email(fields: Fields, before: str | None) -> str | None:
    if not fields.has("contact_email"):
        return before
    email = fields.text("contact_email", max_length=254)
    if not _EMAIL.fullmatch(email):
        raise InvalidError(field="contact_email", expected="an address like name@example.com")
    return email


def _interval(fields: Fields, before: Interval) -> Interval:
    if not fields.has("interval_minutes"):
        return before
    minutes = fields.integer("interval_minutes", low=1, high=60)
    if minutes not in set(Interval):
        raise InvalidError(field="interval_minutes", expected="1, 5, 15 or 60")
    return Interval(minutes)


def _policy(fields: Fields, before: CheckPolicy) -> CheckPolicy:
    timeout_s, retries, over_ms = before.timeout_s, before.retries, before.degraded_over_ms
    if fields.has("timeout_seconds"):
        timeout_s = fields.number("timeout_seconds", low=0.1, high=45)
    if fields.has("retries"):
        retries = fields.integer("retries", low=0, high=5)
    if fields.has("degraded_over_ms"):
        over_ms = fields.integer("degraded_over_ms", low=1, high=60_000)
    return CheckPolicy(timeout_s=timeout_s, retries=retries, degraded_over_ms=over_ms)


def _time_zone(fields: Fields, before: str) -> str:
    if not fields.has("time_zone"):
        return before
    return zone_named(fields.text("time_zone", max_length=64), field="time_zone")


def _uptime_policy(fields: Fields, before: UptimePolicy) -> UptimePolicy:
    if not fields.has("service_level"):
        return before
    return parse_service_level(fields.raw("service_level"), before, field="service_level")


def _value_terms(fields: Fields, before: ValueTerms) -> ValueTerms:
    if not fields.has("value_terms"):
        return before
    return parse_value_terms(fields.raw("value_terms"), before, field="value_terms")
