"""What was agreed with a client on uptime: read from a registration, and printed with every figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech.domain.business_hours import MAX_SPANS, Weekday, clock_text, parse_business_hours
from entelech.domain.fields import Fields
from entelech.domain.uptime import UptimePolicy

if TYPE_CHECKING:
    from entelech.domain.business_hours import BusinessHours, Span

_CLOCK = {"type": "string", "pattern": "^(([01][0-9]|2[0-3]):(00|15|30|45)|24:00)$"}
_DAYS = [each.name.lower() for each in Weekday]

SERVICE_LEVEL_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "description": "What was agreed on uptime; what is not named stays as it is.",
    "properties": {
        "uptime_target_percentage": {
            "type": "number",
            "minimum": 0,
            "maximum": 100,
            "description": "The uptime promised, 99.5 unless said otherwise; two digits count.",
        },
        "degraded_weight_percentage": {
            "type": "integer",
            "minimum": 0,
            "maximum": 100,
            "description": "How much of degraded time counts as up, 100 unless said otherwise.",
        },
        "is_maintenance_counted": {
            "type": "boolean",
            "description": "Whether time in maintenance windows counts, false unless said otherwise.",
        },
        "business_hours": {
            "type": "array",
            "maxItems": MAX_SPANS,
            "description": "The only hours that count, in the client's time zone; [] for all.",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["days", "opens", "closes"],
                "properties": {
                    "days": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": len(_DAYS),
                        "items": {"enum": _DAYS},
                    },
                    "opens": _CLOCK,
                    "closes": _CLOCK,
                },
            },
        },
    },
}


class BusinessSpan(Struct, frozen=True, kw_only=True):
    """From one time of some weekdays to another, in the client's zone."""

    days: Sequence[str]
    opens: str
    closes: str


class ServiceLevel(Struct, frozen=True, kw_only=True):
    """What the uptime counts. ``business_hours`` empty: all hours do."""

    uptime_target_percentage: float
    degraded_weight_percentage: int
    is_maintenance_counted: bool
    business_hours: Sequence[BusinessSpan]


def parse_service_level(value: object, before: UptimePolicy, *, field: str) -> UptimePolicy:
    """The policy after what was named in ``value``.

    Raises:
        InvalidError: names the field that is unknown or wrong.
    """
    fields = Fields(value, path=field)
    fields.refuse_unknown(SERVICE_LEVEL_SCHEMA["properties"])
    target, weight = before.target_hundredths, before.degraded_weight_percent
    is_counted, hours = before.is_maintenance_counted, before.business_hours
    if fields.has("uptime_target_percentage"):
        target = round(fields.number("uptime_target_percentage", low=0, high=100) * 100)
    if fields.has("degraded_weight_percentage"):
        weight = fields.integer("degraded_weight_percentage", low=0, high=100)
    if fields.has("is_maintenance_counted"):
        is_counted = fields.flag("is_maintenance_counted", default=False)
    if fields.has("business_hours"):
        raw = fields.raw("business_hours")
        hours = parse_business_hours(raw, field=f"{field}.business_hours")
    return UptimePolicy(
        degraded_weight_percent=weight,
        is_maintenance_counted=is_counted,
        target_hundredths=target,
        business_hours=hours,
    )


def service_level(policy: UptimePolicy) -> ServiceLevel:
    """The policy as it is printed."""
    return ServiceLevel(
        uptime_target_percentage=policy.target_hundredths / 100,
        degraded_weight_percentage=policy.degraded_weight_percent,
        is_maintenance_counted=policy.is_maintenance_counted,
        business_hours=business_spans(policy.business_hours),
    )


def business_spans(hours: BusinessHours | None) -> Sequence[BusinessSpan]:
    """The hours as they are printed; empty where all count."""
    return [_span(each) for each in hours.spans] if hours else []


def _span(span: Span) -> BusinessSpan:
    return BusinessSpan(
        days=[each.name.lower() for each in span.days],
        opens=clock_text(span.first),
        closes=clock_text(span.after),
    )
