"""Reads the systems of a registration: what each is, where it is, and how it is checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from msgspec.structs import replace

from entelech.domain.address import AddressPolicy, literal_address
from entelech.domain.auth_header import AuthHeader, NewHeader, parse_header
from entelech.domain.checks import CONTRACT, Check, parse_check
from entelech.domain.checks.health import HEALTH_PATH, HealthCheck
from entelech.domain.checks.heartbeat import HeartbeatCheck
from entelech.domain.checks.tcp import TcpCheck
from entelech.domain.client import System
from entelech.domain.errors import BlockedAddressError, InvalidError
from entelech.domain.tags import parse_tags

if TYPE_CHECKING:
    from entelech.domain.fields import Fields

MAX_SYSTEMS = 100
MAX_NAME = 100
HEARTBEAT = "heartbeat:"
"""The endpoint of a system that calls us."""
_MAX_URL = 300
_HOST = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PATH = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@%/]*")
_EXPECTED = (
    "an http or https URL without user, query or fragment, like https://api.example.com, "
    "tcp://host:port, or heartbeat:"
)


def parse_systems(
    fields: Fields, before: tuple[System, ...], addresses: AddressPolicy, zone: str
) -> tuple[System, ...]:
    """The systems after what is named in ``fields``; ``zone`` is the client's.

    Raises:
        InvalidError: names the first field that is wrong.
        BlockedAddressError: a system may not be reached from here.
    """
    names = tuple(system.name for system in before)
    if fields.has("automation_systems"):
        names = fields.texts("automation_systems", max_items=MAX_SYSTEMS, max_length=MAX_NAME)
    endpoints = tuple(system.endpoint for system in before)
    if fields.has("monitoring_endpoints"):
        endpoints = fields.texts("monitoring_endpoints", max_items=MAX_SYSTEMS, max_length=_MAX_URL)
    if len(names) != len(endpoints):
        raise InvalidError(
            field="monitoring_endpoints",
            expected=f"one endpoint for each of the {len(names)} automation_systems",
        )
    _refuse_twice(names, "automation_systems")
    checks = _checks(fields, dict(zip(names, endpoints, strict=True)), before, zone)
    if fields.has("monitoring_endpoints"):
        endpoints = tuple(
            _endpoint(url, checks[name], f"monitoring_endpoints[{n}]", addresses)
            for n, (name, url) in enumerate(zip(names, endpoints, strict=True))
        )
    urls = [checks[name].url(each) for name, each in zip(names, endpoints, strict=True)]
    _refuse_twice(urls, "monitoring_endpoints", besides=HEARTBEAT)
    spared = _non_critical(fields, names, before)
    headers = _headers(fields, dict(zip(names, endpoints, strict=True)), before)
    tags = _tags(fields, dict(zip(names, endpoints, strict=True)), before)
    return tuple(
        System(
            name=name,
            endpoint=endpoint,
            is_critical=name not in spared,
            auth=headers.get(name),
            check=checks[name],
            tags=tags.get(name, ()),
        )
        for name, endpoint in zip(names, endpoints, strict=True)
    )


def _checks(
    fields: Fields, endpoints: Mapping[str, str], before: tuple[System, ...], zone: str
) -> dict[str, Check]:
    """By system; one that is not named keeps its check while its endpoint is of the same kind."""
    named = _named(fields, "checks", endpoints, "their checks")
    known = {each.name: each.check for each in before}
    return {
        name: _check(name, endpoint, named, known.get(name, CONTRACT), zone)
        for name, endpoint in endpoints.items()
    }


def _check(
    name: str, endpoint: str, named: Mapping[str, object], before: Check, zone: str
) -> Check:
    scheme, field = endpoint.partition(":")[0], f"checks.{name}"
    if named.get(name) is not None:
        check = parse_check(named[name], field=field, zone=zone)
        if scheme not in check.schemes:
            kinds = " or ".join(f"{each}:" for each in check.schemes)
            raise InvalidError(field=f"{field}.type", expected=f"an endpoint of {kinds} for it")
        if isinstance(check, HeartbeatCheck) and isinstance(before, HeartbeatCheck):
            return replace(check, generation=before.generation)
        return check
    if name not in named and scheme in before.schemes:
        return before
    if scheme in HeartbeatCheck.schemes:
        raise InvalidError(field=field, expected="when its signs of life are due")
    return TcpCheck() if scheme in TcpCheck.schemes else CONTRACT


def _named(fields: Fields, field: str, known: Mapping[str, str], what: str) -> dict[str, object]:
    given = fields.raw(field)
    if given is not None and not isinstance(given, Mapping):
        raise InvalidError(field=field, expected=f"an object of systems and {what}")
    named = dict(given or {})
    for name in named:
        if name not in known:
            raise InvalidError(
                field=f"{field}.{str(name)[:64]}", expected="a name of automation_systems"
            )
    return named


def _headers(
    fields: Fields, endpoints: Mapping[str, str], before: tuple[System, ...]
) -> dict[str, AuthHeader | NewHeader | None]:
    """By system; one that is not named keeps its header while its endpoint stays at the same origin."""
    named = _named(fields, "auth_headers", endpoints, "their headers")
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
    for name, header in named.items():
        if header is not None and not endpoints[name].startswith("http"):
            raise InvalidError(field=f"auth_headers.{name}", expected="a system that is asked")
    parsed = {
        name: None if header is None else parse_header(header, f"auth_headers.{name}")
        for name, header in named.items()
    }
    return {**kept, **parsed}


def _tags(
    fields: Fields, endpoints: Mapping[str, str], before: tuple[System, ...]
) -> dict[str, tuple[str, ...]]:
    """By system; one that is not named keeps its tags."""
    named = _named(fields, "tags", endpoints, "their tags")
    parsed = {name: parse_tags(given, field=f"tags.{name}") for name, given in named.items()}
    return {system.name: system.tags for system in before} | parsed


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
    spared = fields.texts("non_critical_systems", max_items=MAX_SYSTEMS, max_length=MAX_NAME)
    for index, name in enumerate(spared):
        if name not in names:
            raise InvalidError(
                field=f"non_critical_systems[{index}]", expected="a name of automation_systems"
            )
    return frozenset(spared)


def _refuse_twice(values: Sequence[str], field: str, *, besides: str = "") -> None:
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value.casefold() in seen and value != besides:
            raise InvalidError(
                field=f"{field}[{index}]", expected="a value that is not there twice"
            )
        seen.add(value.casefold())


def _endpoint(url: str, check: Check, field: str, addresses: AddressPolicy) -> str:
    """The URL that the check begins with; that of the contract without a closing slash or ``/health``."""
    refusal = InvalidError(field=field, expected=_EXPECTED)
    if url == HEARTBEAT:
        return url
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError:
        raise refusal from None
    is_tcp = parts.scheme in TcpCheck.schemes
    if parts.scheme not in _DEFAULT_PORTS and not (is_tcp and not parts.path):
        raise refusal
    if not _is_plain(parts) or parts.port == 0 or not port:
        raise refusal
    if not addresses.admits(parts.hostname or "", port):
        raise BlockedAddressError(field=field)
    path = parts.path
    if isinstance(check, HealthCheck):
        path = path.rstrip("/").removesuffix(HEALTH_PATH).rstrip("/")
    return f"{parts.scheme}://{parts.netloc.lower()}{path}"


def _is_plain(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    is_host = literal_address(host) is not None or _HOST.fullmatch(host) is not None
    is_bare = not (set("@%") & set(parts.netloc) or parts.query or parts.fragment)
    return is_host and is_bare and _PATH.fullmatch(parts.path) is not None
