"""Packs a client into its item, and what of it goes into the items of shards."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from entelech.adapters.dynamodb import keys
from entelech.adapters.dynamodb.listing import listed
from entelech.domain.auth_header import AuthHeader, NewHeader
from entelech.domain.business_hours import BusinessHours, Span, Weekday
from entelech.domain.calendar import FormerZone
from entelech.domain.check import CheckPolicy
from entelech.domain.checks import CONTRACT, Check, check_document, parse_check
from entelech.domain.checks.heartbeat import HeartbeatCheck
from entelech.domain.client import Client, Membership, Registration, System
from entelech.domain.document import instant_text
from entelech.domain.ids import ClientId, Slot
from entelech.domain.locale import DEFAULT
from entelech.domain.maintenance import MaintenanceWindow
from entelech.domain.schedule import Interval, parse_shard_id
from entelech.domain.uptime import UptimePolicy
from entelech.domain.value_terms import FormerTerms, ValueTerms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entelech.adapters.dynamodb.table import Item


def pack_client(client: Client) -> Item:
    """The client's item; what people wrote and where it stands is one JSON text each."""
    gone, purged = client.deactivated_at, client.purged_at
    return {
        "version": client.version,
        "created_at": instant_text(client.created_at),
        "updated_at": instant_text(client.updated_at),
        "deactivated_at": instant_text(gone) if gone else None,
        "purged_at": instant_text(purged) if purged else None,
        "registration": json.dumps(_registration_document(client.registration)),
        "memberships": json.dumps([_membership_document(each) for each in client.memberships]),
        "former_zones": json.dumps(
            [[each.name, instant_text(each.until)] for each in client.former_zones]
        ),
        "maintenance": json.dumps(window_documents(client.maintenance)),
        "former_terms": json.dumps(
            [
                [_terms_document(each.terms), instant_text(each.until)]
                for each in client.former_terms
            ]
        ),
        **listed(keys.clients_listing(is_active=client.is_active), client.client_id),
    }


def unpack_client(item: Item) -> Client:
    """The inverse of ``pack_client``."""
    gone, purged = item.get("deactivated_at"), item.get("purged_at")
    return Client(
        registration=_registration(json.loads(item["registration"])),
        version=item["version"],
        created_at=keys.instant(item["created_at"]),
        updated_at=keys.instant(item["updated_at"]),
        deactivated_at=keys.instant(gone) if gone else None,
        purged_at=keys.instant(purged) if purged else None,
        memberships=tuple(_membership(each) for each in json.loads(item["memberships"])),
        former_zones=tuple(
            FormerZone(name=name, until=keys.instant(until))
            for name, until in json.loads(item["former_zones"])
        ),
        maintenance=read_windows(json.loads(item["maintenance"])),
        former_terms=tuple(
            FormerTerms(terms=_terms(terms), until=keys.instant(until))
            for terms, until in json.loads(item["former_terms"])
        ),
    )


def _registration_document(registration: Registration) -> dict[str, Any]:
    policy = registration.policy
    return {
        "client_id": registration.client_id,
        "client_name": registration.client_name,
        "industry": registration.industry,
        "contact_email": registration.contact_email,
        "interval_minutes": int(registration.interval),
        "timeout_s": policy.timeout_s,
        "retries": policy.retries,
        "degraded_over_ms": policy.degraded_over_ms,
        "time_zone": registration.time_zone,
        "locale": registration.locale,
        "uptime_policy": policy_document(registration.uptime_policy),
        "systems": [_system_document(each) for each in registration.systems],
        "value_terms": _terms_document(registration.value_terms),
        "push_generation": registration.push_generation,
    }


def _system_document(system: System) -> list[Any]:
    auth = system.auth
    if isinstance(auth, NewHeader):
        raise TypeError("a value that was not put away")
    header = [auth.name, auth.secret_name] if auth else None
    check = stored_check(system.check)
    return [system.name, system.endpoint, system.is_critical, header, check, list(system.tags)]


def _registration(stored: dict[str, Any]) -> Registration:
    return Registration(
        client_id=ClientId(stored["client_id"]),
        client_name=stored["client_name"],
        industry=stored["industry"],
        contact_email=stored["contact_email"],
        interval=Interval(stored["interval_minutes"]),
        policy=CheckPolicy(
            timeout_s=stored["timeout_s"],
            retries=stored["retries"],
            degraded_over_ms=stored["degraded_over_ms"],
        ),
        systems=tuple(
            System(
                name=name,
                endpoint=endpoint,
                is_critical=is_critical,
                auth=AuthHeader(name=auth[0], secret_name=auth[1]) if auth else None,
                check=read_check(check),
                tags=tuple(tags[0]) if tags else (),  # none in items of before tags
            )
            for name, endpoint, is_critical, auth, check, *tags in stored["systems"]
        ),
        time_zone=stored["time_zone"],
        locale=stored.get("locale", DEFAULT),
        uptime_policy=read_policy(stored["uptime_policy"]),
        value_terms=_terms(stored["value_terms"]),
        push_generation=stored["push_generation"],
    )


def _terms_document(terms: ValueTerms) -> list[str | None]:
    """Amounts as text, which loses none of their digits."""
    amounts = (terms.hourly_rate, terms.minutes_per_run, terms.monthly_retainer)
    return [terms.currency, *(None if each is None else str(each) for each in amounts)]


def _terms(stored: list[str | None]) -> ValueTerms:
    currency, *amounts = stored
    rate, minutes, retainer = (None if each is None else Decimal(each) for each in amounts)
    return ValueTerms(
        currency=str(currency),
        hourly_rate=rate,
        minutes_per_run=minutes,
        monthly_retainer=retainer,
    )


def _membership_document(membership: Membership) -> dict[str, Any]:
    until = membership.until
    return {
        "shard": str(membership.shard),
        "slots": dict(membership.slots),
        "since": instant_text(membership.since),
        "until": instant_text(until) if until else None,
    }


def _membership(stored: dict[str, Any]) -> Membership:
    until: datetime | None = keys.instant(stored["until"]) if stored["until"] else None
    return Membership(
        shard=parse_shard_id(stored["shard"]),
        slots={name: Slot(slot) for name, slot in stored["slots"].items()},
        since=keys.instant(stored["since"]),
        until=until,
    )


def stored_check(check: Check) -> dict[str, Any] | None:
    """The check in JSON's types; None for the usual one."""
    if check == CONTRACT:
        return None
    document = check_document(check)
    return document | (
        {"generation": check.generation} if isinstance(check, HeartbeatCheck) else {}
    )


def read_check(stored: dict[str, Any] | None) -> Check:
    """The inverse of ``stored_check``."""
    if stored is None:
        return CONTRACT
    generation = int(stored.get("generation", 1))
    written = {name: value for name, value in stored.items() if name != "generation"}
    check = parse_check(written, field="check")
    return replace(check, generation=generation) if isinstance(check, HeartbeatCheck) else check


def policy_document(policy: UptimePolicy) -> list[Any]:
    """The policy in JSON's types."""
    spans = policy.business_hours.spans if policy.business_hours else ()
    return [
        policy.degraded_weight_percent,
        int(policy.is_maintenance_counted),
        policy.target_hundredths,
        [[list(each.days), each.first, each.after] for each in spans],
    ]


def read_policy(stored: list[Any]) -> UptimePolicy:
    """The inverse of ``policy_document``."""
    weight, is_maintenance_counted, target, spans = stored
    read = tuple(
        Span(days=tuple(Weekday(day) for day in days), first=first, after=after)
        for days, first, after in spans
    )
    return UptimePolicy(
        degraded_weight_percent=weight,
        is_maintenance_counted=bool(is_maintenance_counted),
        target_hundredths=target,
        business_hours=BusinessHours(spans=read) if read else None,
    )


def window_documents(windows: Sequence[MaintenanceWindow]) -> list[list[Any]]:
    """Maintenance windows in JSON's types."""
    return [
        [
            each.window_id,
            each.name,
            list(each.systems),
            instant_text(each.starts_at),
            int(each.duration.total_seconds()),
            each.zone,
            each.recurrence,
            instant_text(each.ended_at) if each.ended_at else None,
        ]
        for each in windows
    ]


def read_windows(stored: list[list[Any]]) -> tuple[MaintenanceWindow, ...]:
    """The inverse of ``window_documents``."""
    return tuple(_window(*each) for each in stored)


def _window(
    window_id: str,
    name: str,
    systems: list[str],
    starts_at: str,
    duration_s: int,
    zone: str,
    recurrence: str | None,
    ended_at: str | None,
) -> MaintenanceWindow:
    return MaintenanceWindow(
        window_id=window_id,
        name=name,
        systems=tuple(systems),
        starts_at=keys.instant(starts_at),
        duration=timedelta(seconds=duration_s),
        zone=zone,
        recurrence=recurrence,
        ended_at=keys.instant(ended_at) if ended_at else None,
    )
