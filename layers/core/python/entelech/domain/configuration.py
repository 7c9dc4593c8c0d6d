"""What is registered of a client, as it leaves through API and MCP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech.domain.auth_header import AUTH_HEADER_SCHEMA
from entelech.domain.checks import CHECK_SCHEMA, check_document
from entelech.domain.service_level import SERVICE_LEVEL_SCHEMA, ServiceLevel, service_level
from entelech.domain.tags import TAGS_SCHEMA
from entelech.domain.value_terms import VALUE_TERMS_SCHEMA, ValueInputs, value_inputs

if TYPE_CHECKING:
    from entelech.domain.client import Client

SLUG_PATTERN = "^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$"
"""``ids.client_id`` as JSON Schema says it."""

REGISTRATION_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["client_id", "client_name", "automation_systems", "monitoring_endpoints"],
    "properties": {
        "client_id": {
            "type": "string",
            "pattern": SLUG_PATTERN,
            "description": "Slug of the client, never changed, like tnt-limousine-001.",
        },
        "client_name": {"type": "string", "minLength": 1, "maxLength": 100},
        "industry": {"type": "string", "minLength": 1, "maxLength": 100},
        "automation_systems": {
            "type": "array",
            "minItems": 1,
            "maxItems": 100,
            "items": {"type": "string", "minLength": 1, "maxLength": 100},
            "description": "Names of the systems, each once.",
        },
        "monitoring_endpoints": {
            "type": "array",
            "minItems": 1,
            "maxItems": 100,
            "items": {"type": "string", "minLength": 1, "maxLength": 300},
            "description": "Base URL of each system, in the same order, to which /health is "
            "appended; the URL itself for a check of type http; tcp://host:port; heartbeat:",
        },
        "contact_email": {"type": "string", "maxLength": 254},
        "interval_minutes": {
            "type": "integer",
            "enum": [1, 5, 15, 60],
            "description": "Minutes between two checks.",
        },
        "timeout_seconds": {"type": "number", "minimum": 0.1, "maximum": 45},
        "retries": {"type": "integer", "minimum": 0, "maximum": 5},
        "degraded_over_ms": {
            "type": "integer",
            "minimum": 1,
            "maximum": 60000,
            "description": "An answer slower than this is degraded.",
        },
        "non_critical_systems": {
            "type": "array",
            "maxItems": 100,
            "items": {"type": "string", "minLength": 1, "maxLength": 100},
            "description": "Systems whose outage makes the client degraded, not down.",
        },
        "auth_headers": AUTH_HEADER_SCHEMA,
        "checks": {
            "type": "object",
            "additionalProperties": CHECK_SCHEMA,
            "description": 'How systems are checked, by name, like {"Page": {"type": "http", '
            '"body_contains": "Book"}}; types health, http, tcp, heartbeat. GET /health by the contract, or a '
            "TCP connection, where nothing is said.",
        },
        "tags": TAGS_SCHEMA,
        "time_zone": {
            "type": "string",
            "minLength": 1,
            "maxLength": 64,
            "description": "IANA name of the zone that days and months are counted in, UTC unless "
            "said otherwise. A change takes effect at the next local midnight.",
        },
        "locale": {
            "type": "string",
            "pattern": "^[a-z]{2}[_-][A-Z]{2}$",
            "description": "How reports write numbers and dates, like de_DE; en_US unless said.",
        },
        "service_level": SERVICE_LEVEL_SCHEMA,
        "value_terms": VALUE_TERMS_SCHEMA,
    },
}
"""JSON Schema of a registration; ``registration.parse_registration`` is the judge."""


class ClientConfiguration(Struct, frozen=True, kw_only=True):
    """A registered client. ``version`` must be shown to change it.

    ``auth_headers`` are the names of the headers that systems want, by system; their values are
    never shown. ``checks`` say how each system is checked; ``tags`` are those of systems that have
    some.
    """

    client_id: str
    client_name: str
    industry: str | None
    contact_email: str | None
    automation_systems: Sequence[str]
    monitoring_endpoints: Sequence[str]
    non_critical_systems: Sequence[str]
    auth_headers: Mapping[str, str]
    checks: Mapping[str, Mapping[str, Any]]
    tags: Mapping[str, Sequence[str]]
    interval_minutes: int
    timeout_seconds: float
    retries: int
    degraded_over_ms: int
    time_zone: str
    locale: str
    service_level: ServiceLevel
    value_terms: ValueInputs
    is_active: bool
    version: int
    created_at: datetime
    updated_at: datetime
    deactivated_at: datetime | None


class ClientList(Struct, frozen=True, kw_only=True):
    """A page of clients by id; ``next_cursor`` is null on the last one."""

    clients: Sequence[ClientConfiguration]
    next_cursor: str | None


def configuration(client: Client) -> ClientConfiguration:
    """The client as it may be shown."""
    registration = client.registration
    systems = registration.systems
    return ClientConfiguration(
        client_id=client.client_id,
        client_name=registration.client_name,
        industry=registration.industry,
        contact_email=registration.contact_email,
        automation_systems=[each.name for each in systems],
        monitoring_endpoints=[each.endpoint for each in systems],
        non_critical_systems=[each.name for each in systems if not each.is_critical],
        auth_headers={each.name: each.auth.name for each in systems if each.auth},
        checks={each.name: check_document(each.check) for each in systems},
        tags={each.name: list(each.tags) for each in systems if each.tags},
        interval_minutes=int(registration.interval),
        timeout_seconds=registration.policy.timeout_s,
        retries=registration.policy.retries,
        degraded_over_ms=registration.policy.degraded_over_ms,
        time_zone=registration.time_zone,
        locale=registration.locale,
        service_level=service_level(registration.uptime_policy),
        value_terms=value_inputs(registration.value_terms),
        is_active=client.is_active,
        version=client.version,
        created_at=client.created_at,
        updated_at=client.updated_at,
        deactivated_at=client.deactivated_at,
    )
