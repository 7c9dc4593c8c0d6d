"""Reads what a user says of a client: the seed's ``register_client`` shape and its few options."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from entelech.domain.address import AddressPolicy, literal_address
from entelech.domain.auth_header import AuthHeader, NewHeader, parse_header
from entelech.domain.calendar import zone_named
from entelech.domain.check import CheckPolicy
from entelech.domain.client import HEALTH_PATH, Registration, System
from entelech.domain.errors import BlockedAddressError, InvalidError
from entelech.domain.fields import Fields
from entelech.domain.ids import client_id
from entelech.domain.schedule import Interval
from entelech.domain.service_level import parse_service_level

if TYPE_CHECKING:
    from entelech.domain.uptime import UptimePolicy

MAX_SYSTEMS = 100
_MAX_NAME = 100
_MAX_URL = 300
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}\.[^@\s.]{2,63}")
_HOST = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PATH = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@%/]*")

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
    "service_level",
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
    after = replace(
        before,
        client_name=_name(fields, before.client_name),
        industry=_industry(fields, before.industry),
        contact_email=_email(fields, before.contact_email),
        interval=_interval(fields, before.interval),
        policy=_policy(fields, before.policy),
        systems=_systems(fields, before.systems, addresses),
        time_zone=_time_zone(fields, before.time_zone),
        uptime_policy=_uptime_policy(fields, before.uptime_policy),
    )
    if not after.policy.fits(after.interval):
        limit = min(0.75 * after.interval.length.total_seconds(), 45)
        raise InvalidError(
            field="timeout_seconds",
            expected=f"timeout x (retries + 1) and the pauses between to be at most {limit:g} seconds",
        )
    return after


def _name(fields: Fields, before: str) -> str:
    return fields.text("client_name", max_length=_MAX_NAME) if fields.has("client_name") else before


def _industry(fields: Fields, before: str | None) -> str | None:
    return fields.text("industry", max_length=_MAX_NAME) if fields.has("industry") else before


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


def _systems(
    fields: Fields, before: tuple[System, ...], addresses: AddressPolicy
) -> tuple[System, ...]:
    names = tuple(system.name for system in before)
    endpoints = tuple(system.endpoint for system in before)
    if fields.has("automation_systems"):
        names = fields.texts("automation_systems", max_items=MAX_SYSTEMS, max_length=_MAX_NAME)
    if fields.has("monitoring_endpoints"):
        urls = fields.texts("monitoring_endpoints", max_items=MAX_SYSTEMS, max_length=_MAX_URL)
        endpoints = tuple(
            _endpoint(url, f"monitoring_endpoints[{index}]", addresses)
            for index, url in enumerate(urls)
        )
    if len(names) != len(endpoints):
        raise InvalidError(
            field="monitoring_endpoints",
            expected=f"one endpoint for each of the {len(names)} automation_systems",
        )
    _refuse_twice(names, "automation_systems")
    _refuse_twice(endpoints, "monitoring_endpoints")
    spared = _non_critical(fields, names, before)
    headers = _headers(fields, dict(zip(names, endpoints, strict=True)), before)
    return tuple(
        System(name=name, endpoint=endpoint, is_critical=name not in spared, auth=headers.get(name))
        for name, endpoint in zip(names, endpoints, strict=True)
    )


def _headers(
    fields: Fields, endpoints: Mapping[str, str], before: tuple[System, ...]
) -> dict[str, AuthHeader | NewHeader | None]:
    """By system; one that is not named keeps its header while its endpoint stays at the same origin."""
    given = fields.raw("auth_headers")
    if given is not None and not isinstance(given, Mapping):
        raise InvalidError(field="auth_headers", expected="an object of systems and their headers")
    named = dict(given or {})
    for name in named:
        if name not in endpoints:
            field = f"auth_headers.{str(name)[:64]}"
            raise InvalidError(field=field, expected="a name of automation_systems")
    kept: dict[str, AuthHeader | NewHeader | None] = {}
    for system in before:
        if system.auth is None or system.name in named or system.name not in endpoints:
            continue
        if _origin(system.endpoint) != _origin(endpoints[system.name]):
            # else whoever may move an endpoint could have its secret sent to a server of theirs
            raise InvalidError(
                field=f"auth_headers.{system.name}",
                expected="the header again, or null: its endpoint moves to another host",
            )
        kept[system.name] = system.auth
    parsed = {
        name: None if header is None else parse_header(header, f"auth_headers.{name}")
        for name, header in named.items()
    }
    return {**kept, **parsed}


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _non_critical(
    fields: Fields, names: Sequence[str], before: tuple[System, ...]
) -> frozenset[str]:
    given = fields.raw("non_critical_systems")
    if given is None:
        return frozenset(system.name for system in before if not system.is_critical)
    if given == []:
        return frozenset()
    spared = fields.texts("non_critical_systems", max_items=MAX_SYSTEMS, max_length=_MAX_NAME)
    for index, name in enumerate(spared):
        if name not in names:
            raise InvalidError(
                field=f"non_critical_systems[{index}]", expected="a name of automation_systems"
            )
    return frozenset(spared)


def _refuse_twice(values: Sequence[str], field: str) -> None:
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value.casefold() in seen:
            raise InvalidError(
                field=f"{field}[{index}]", expected="a value that is not there twice"
            )
        seen.add(value.casefold())


def _endpoint(url: str, field: str, addresses: AddressPolicy) -> str:
    """The base URL, without a closing slash or ``/health``."""
    expected = "an http or https URL without user, query or fragment, like https://api.example.com"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise InvalidError(field=field, expected=expected) from None
    if parts.scheme not in {"http", "https"} or not _is_plain(parts) or port == 0:
        raise InvalidError(field=field, expected=expected)
    if not addresses.admits(parts.hostname or "", port or _DEFAULT_PORTS[parts.scheme]):
        raise BlockedAddressError(field=field)
    path = parts.path.rstrip("/").removesuffix(HEALTH_PATH).rstrip("/")
    return f"{parts.scheme}://{parts.netloc.lower()}{path}"


def _is_plain(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    is_host = literal_address(host) is not None or _HOST.fullmatch(host) is not None
    is_bare = not (set("@%") & set(parts.netloc) or parts.query or parts.fragment)
    return is_host and is_bare and _PATH.fullmatch(parts.path) is not None
