"""Rules from outside; the names are those of the tool ``alert_on_failures``."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.business_hours import BusinessHours, parse_business_hours
from entelech.domain.channel import DEFAULT_CHANNELS, ChannelId, channel_id
from entelech.domain.errors import ConflictError, InvalidError
from entelech.domain.fields import VERSION_READ, Fields
from entelech.domain.ids import ClientId, client_id
from entelech.domain.metric import METRICS, Metric, metric_named
from entelech.domain.notice_kinds import Severity
from entelech.domain.rule import EVERY_CLIENT, Comparison, NoData, Rule, RuleId
from entelech.domain.tags import TAG_SCHEMA, tag_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_MINUTE = timedelta(minutes=1)
_LONGEST_MINUTES = 7 * 24 * 60
_MAX_CHANNELS = 10
_MAX_SYSTEMS = 100
_MAX_OUT_OF = 20
_LENGTHS = {
    "for_minutes": "hold",
    "keep_firing_for_minutes": "keep_firing",
    "no_data_after_minutes": "no_data_after",
    "repeat_every_minutes": "repeat_every",
    "escalate_after_minutes": "escalate_after",
}
_LIMIT = 1e12
WINDOWS = (0, 5, 15, 30, 60, 120, 360, 720, 1440)
"""Minutes that a reading may look back; 0 is the latest value."""
_MINUTES: Mapping[str, Any] = {"type": "integer", "minimum": 0, "maximum": _LONGEST_MINUTES}
_MANY_TEXTS: Mapping[str, Any] = {"type": "string", "minLength": 1, "maxLength": 100}

RULE_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["client_id", "metric_name", "threshold", "comparison"],
    "properties": {
        "client_id": {
            "type": "string",
            "minLength": 1,
            "maxLength": 64,
            "description": "The client, or * for every client.",
        },
        "metric_name": {"enum": list(METRICS)},
        "threshold": {
            "type": "number",
            "description": "In the metric's unit; of status: 0 healthy, 1 degraded, 2 down.",
        },
        "comparison": {"enum": [each.value for each in Comparison]},
        "alert_type": {
            "enum": list(DEFAULT_CHANNELS),
            "description": "The deployment's own channel of that kind; or name channels.",
        },
        "channels": {
            "type": "array",
            "minItems": 1,
            "maxItems": _MAX_CHANNELS,
            "items": {"type": "string", "minLength": 1, "maxLength": 32},
        },
        "severity": {"enum": [each.value for each in Severity]},
        "systems": {
            "type": "array",
            "maxItems": _MAX_SYSTEMS,
            "items": _MANY_TEXTS,
            "description": "Empty: the client as a whole; *: each of its systems; or their names.",
        },
        "tag": {**TAG_SCHEMA, "description": "In place of systems: each that has this tag."},
        "window_minutes": {
            "enum": list(WINDOWS),
            "description": "How far back uptime, response time and error budget look.",
        },
        "clear_threshold": {
            "type": "number",
            "description": "Where the alert counts as well again, beyond the threshold.",
        },
        "for_minutes": {**_MINUTES, "description": "How long it must be so before it fires."},
        "keep_firing_for_minutes": {
            **_MINUTES,
            "description": "How long it must be well again before it is over.",
        },
        "min_breaches": {"type": "integer", "minimum": 1, "maximum": _MAX_OUT_OF},
        "out_of": {
            "type": "integer",
            "minimum": 1,
            "maximum": _MAX_OUT_OF,
            "description": "So many of the latest readings must break the rule.",
        },
        "no_data": {"enum": [each.value for each in NoData]},
        "no_data_after_minutes": {**_MINUTES, "minimum": 1},
        "active_hours": {
            "type": "array",
            "maxItems": 14,
            "items": {"type": "object"},
            "description": "Hours of the client's week in which somebody wants to know.",
        },
        "description": {"type": "string", "minLength": 1, "maxLength": 500},
        "runbook_url": {"type": "string", "minLength": 1, "maxLength": 300},
        "repeat_every_minutes": {**_MINUTES, "minimum": 5},
        "escalate_after_minutes": {**_MINUTES, "minimum": 5},
        "escalate_to": {
            "type": "array",
            "minItems": 1,
            "maxItems": _MAX_CHANNELS,
            "items": {"type": "string", "minLength": 1, "maxLength": 32},
        },
        "is_enabled": {"type": "boolean"},
    },
}
"""JSON Schema of a rule; ``parse_rule`` is the judge."""

_FIXED = {"client_id", "metric_name"}
CHANGE_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        **{k: v for k, v in RULE_SCHEMA["properties"].items() if k not in _FIXED},
        "version": VERSION_READ,
    },
}
"""What of a rule can be changed: not whose it is, nor what it reads."""


class Defaults(Struct, frozen=True, kw_only=True):
    """What a rule of a metric does where nothing is said."""

    hold_minutes: int = 0
    keep_minutes: int = 5
    severity: Severity = Severity.WARNING
    repeat_minutes: int | None = None


_DEFAULTS = {
    "status": Defaults(hold_minutes=2, severity=Severity.CRITICAL, repeat_minutes=240),
    "uptime": Defaults(hold_minutes=2, severity=Severity.CRITICAL, repeat_minutes=240),
    "error_budget_burn": Defaults(hold_minutes=2, severity=Severity.CRITICAL),
    "heartbeat_age": Defaults(severity=Severity.CRITICAL, repeat_minutes=240),
    "response_time": Defaults(hold_minutes=10, keep_minutes=10),
    "success_rate": Defaults(hold_minutes=10, keep_minutes=15),
    "volume_ratio": Defaults(hold_minutes=30, keep_minutes=30),
}


def parse_rule(body: object, *, rule_id: str, now: datetime) -> Rule:
    """A new rule from what somebody wrote; what is not said is as its metric wants it.

    Raises:
        InvalidError: names the field that is missing, unknown or wrong.
    """
    fields = Fields(body)
    fields.refuse_unknown(RULE_SCHEMA["properties"])
    metric = metric_named(fields.text("metric_name", max_length=64))
    usual = _DEFAULTS.get(metric.name, Defaults())
    rule = Rule(
        rule_id=RuleId(rule_id),
        client_id=owner(fields.raw("client_id")),
        metric_name=metric.name,
        comparison=Comparison(fields.choice("comparison", list(Comparison))),
        threshold=_decimal(fields, "threshold"),
        channels=_told(fields),
        severity=usual.severity,
        created_at=now,
        updated_at=now,
        window_minutes=metric.window_minutes if metric.window_minutes in WINDOWS else 0,
        hold=usual.hold_minutes * _MINUTE,
        keep_firing=usual.keep_minutes * _MINUTE,
        repeat_every=None if usual.repeat_minutes is None else usual.repeat_minutes * _MINUTE,
    )
    return _checked(_with_options(rule, fields), metric)


def changed_rule(rule: Rule, body: object, now: datetime) -> Rule:
    """The rule after what is named in ``body``; whose it is and what it reads stay as they are.

    Raises:
        InvalidError: names the field that is unknown or wrong.
        ConflictError: ``body`` names another version.
    """
    fields = Fields(body)
    fields.refuse_unknown(CHANGE_SCHEMA["properties"])
    if not fields.are_of(rule.version):
        raise ConflictError("Somebody else has changed this rule meanwhile; read it again.")
    changes: dict[str, Any] = {}
    if fields.has("threshold"):
        changes["threshold"] = _decimal(fields, "threshold")
    if fields.has("comparison"):
        changes["comparison"] = Comparison(fields.choice("comparison", list(Comparison)))
    if fields.has("alert_type") or fields.has("channels"):
        changes["channels"] = _told(fields)
    after = _with_options(replace(rule, **changes), fields)
    return _checked(replace(after, version=rule.version + 1, updated_at=now), rule.metric)


def owner(value: object) -> ClientId | None:
    """Whose rule it is: a client, or None for every one.

    Raises:
        InvalidError: it is no client id and no star.
    """
    return None if value == EVERY_CLIENT else client_id(value)


def _with_options(rule: Rule, fields: Fields) -> Rule:
    return replace(rule, **_lengths(fields), **_counts(fields), **_words(fields), **_picks(fields))


def _lengths(fields: Fields) -> dict[str, Any]:
    return {
        attribute: _MINUTE
        * fields.integer(
            name, low=RULE_SCHEMA["properties"][name]["minimum"], high=_LONGEST_MINUTES
        )
        for name, attribute in _LENGTHS.items()
        if fields.has(name)
    }


def _counts(fields: Fields) -> dict[str, Any]:
    return {
        attribute: fields.integer(name, low=1, high=_MAX_OUT_OF)
        for name, attribute in (("min_breaches", "breaches"), ("out_of", "out_of"))
        if fields.has(name)
    }


def _words(fields: Fields) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, choices in (("severity", Severity), ("no_data", NoData)):
        if fields.has(name):
            found[name] = choices(fields.choice(name, list(choices)))
    for name, longest in (("description", 500), ("runbook_url", 300)):
        if fields.has(name):
            found[name] = fields.text(name, max_length=longest)
    return found


def _picks(fields: Fields) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if fields.has("window_minutes"):
        window = fields.integer("window_minutes", low=0, high=max(WINDOWS))
        if window not in WINDOWS:
            expected = ", ".join(map(str, WINDOWS))
            raise InvalidError(field="window_minutes", expected=f"one of {expected}")
        changes["window_minutes"] = window
    if fields.has("clear_threshold"):
        changes["clear_threshold"] = _decimal(fields, "clear_threshold")
    changes |= _subjects(fields)
    if fields.has("active_hours"):
        changes["active_hours"] = _hours(fields)
    if fields.has("escalate_to"):
        changes["escalate_to"] = _channels(fields, "escalate_to")
    if fields.has("is_enabled"):
        changes["is_enabled"] = fields.flag("is_enabled", default=True)
    return changes


def _subjects(fields: Fields) -> dict[str, Any]:
    """What it is about, where that is said: systems by name or by tag, the one in place of the other."""
    named: tuple[str, ...] = ()
    if fields.has("systems") and fields.raw("systems") != []:
        named = fields.texts("systems", max_items=_MAX_SYSTEMS, max_length=100)
    if not fields.has("tag"):
        return {"systems": named, "tag": None} if fields.has("systems") else {}
    if named:
        raise InvalidError(field="tag", expected="either systems or tag")
    return {"systems": (), "tag": tag_of(fields.raw("tag"), field="tag")}


def _hours(fields: Fields) -> BusinessHours | None:
    return parse_business_hours(fields.raw("active_hours"), field="active_hours")


def _told(fields: Fields) -> tuple[ChannelId, ...]:
    """Whom it tells: the channels named, or the deployment's own one of that kind."""
    if fields.has("channels") == fields.has("alert_type"):
        raise InvalidError(field="alert_type", expected="either alert_type or channels")
    if fields.has("channels"):
        return _channels(fields, "channels")
    return (ChannelId(fields.choice("alert_type", list(DEFAULT_CHANNELS))),)


def _channels(fields: Fields, name: str) -> tuple[ChannelId, ...]:
    named = fields.texts(name, max_items=_MAX_CHANNELS, max_length=32)
    found = [channel_id(each, field=f"{name}[{n}]") for n, each in enumerate(named)]
    return tuple(dict.fromkeys(found))


def _decimal(fields: Fields, name: str) -> Decimal:
    return Decimal(repr(fields.number(name, low=-_LIMIT, high=_LIMIT))).normalize()


def _checked(rule: Rule, metric: Metric) -> Rule:
    """The rule if its parts go together."""
    if rule.breaches > rule.out_of:
        raise InvalidError(field="min_breaches", expected=f"at most out_of, {rule.out_of}")
    if rule.escalate_after is not None and not rule.escalate_to:
        raise InvalidError(field="escalate_to", expected="the channels to escalate to")
    clear = rule.clear_threshold
    if clear is not None and (
        rule.comparison is Comparison.EQUALS
        or (clear != rule.threshold and rule.is_broken_by(clear))
    ):
        raise InvalidError(field="clear_threshold", expected="a value that keeps the rule")
    if rule.runbook_url is not None and urlsplit(rule.runbook_url).scheme != "https":
        raise InvalidError(field="runbook_url", expected="an https URL")
    if rule.window_minutes and not metric.window_minutes and metric.name != "response_time":
        raise InvalidError(field="window_minutes", expected="0: this metric is read as it is now")
    return rule
