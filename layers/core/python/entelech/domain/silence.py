"""Silences: dated mutes. Rules are evaluated all the same, and nobody is told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields
from entelech.domain.ids import ClientId, client_id
from entelech.domain.tags import TAG_SCHEMA, tag_of

LONGEST = timedelta(days=90)
MAX_SILENCES = 200

SILENCE_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["reason"],
    "properties": {
        "client_id": {
            "type": "string",
            "maxLength": 64,
            "description": "The client that nobody is told of; every client where it is not named.",
        },
        "system_name": {"type": "string", "minLength": 1, "maxLength": 100},
        "tag": {**TAG_SCHEMA, "description": "Alerts of the systems that have this tag."},
        "rule_id": {"type": "string", "minLength": 1, "maxLength": 64},
        "reason": {"type": "string", "minLength": 1, "maxLength": 300},
        "minutes": {
            "type": "integer",
            "minimum": 1,
            "maximum": int(LONGEST.total_seconds()) // 60,
            "description": "How long; or name until, or let it last until recovered.",
        },
        "until": {"type": "string", "format": "date-time"},
        "until_recovered": {
            "type": "boolean",
            "default": False,
            "description": "It ends as soon as nothing that it mutes is broken any more; 90 days "
            "at the most.",
        },
    },
}


class Silence(Struct, frozen=True, kw_only=True):
    """A mute over [starts_at, ends_at) of what matches all that is named; None matches everything."""

    silence_id: str
    client_id: ClientId | None
    system_name: str | None
    rule_id: str | None
    reason: str
    created_by: str
    starts_at: datetime
    ends_at: datetime
    is_until_recovered: bool = False
    tag: str | None = None

    def mutes(
        self,
        client: ClientId,
        rule_id: str,
        system_name: str | None,
        now: datetime,
        *,
        tags: Collection[str],
    ) -> bool:
        """Whether nobody is told of that alert now; ``tags`` are those of its system."""
        return (
            self.starts_at <= now < self.ends_at
            and self.client_id in {None, client}
            and self.rule_id in {None, rule_id}
            and self.system_name in {None, system_name}
            and (self.tag is None or self.tag in tags)
        )


class SilenceShown(Struct, frozen=True, kw_only=True):
    """A silence. Null matches everything; ``reason`` is the text of whoever made it."""

    silence_id: str
    client_id: str | None
    system_name: str | None
    tag: str | None
    rule_id: str | None
    reason: str
    created_by: str
    starts_at: datetime
    ends_at: datetime
    until_recovered: bool


class SilenceList(Struct, frozen=True, kw_only=True):
    """The silences that are not over, the newest first; ``next_cursor`` is null on the last page."""

    silences: Sequence[SilenceShown]
    next_cursor: str | None


def silence_shown(silence: Silence) -> SilenceShown:
    """As it is shown."""
    return SilenceShown(
        silence_id=silence.silence_id,
        client_id=silence.client_id,
        system_name=silence.system_name,
        tag=silence.tag,
        rule_id=silence.rule_id,
        reason=silence.reason,
        created_by=silence.created_by,
        starts_at=silence.starts_at,
        ends_at=silence.ends_at,
        until_recovered=silence.is_until_recovered,
    )


def parse_silence(body: object, *, silence_id: str, created_by: str, now: datetime) -> Silence:
    """A new silence from what somebody wrote.

    Raises:
        InvalidError: names the field that is missing, unknown or wrong.
    """
    fields = Fields(body)
    fields.refuse_unknown(SILENCE_SCHEMA["properties"])
    is_until_recovered = fields.flag("until_recovered", default=False)
    return Silence(
        silence_id=silence_id,
        client_id=client_id(fields.raw("client_id")) if fields.has("client_id") else None,
        system_name=_text(fields, "system_name", 100),
        tag=tag_of(fields.raw("tag"), field="tag") if fields.has("tag") else None,
        rule_id=_text(fields, "rule_id", 64),
        reason=fields.text("reason", max_length=300),
        created_by=created_by,
        starts_at=now,
        ends_at=_end(fields, now, is_until_recovered=is_until_recovered),
        is_until_recovered=is_until_recovered,
    )


def _text(fields: Fields, name: str, max_length: int) -> str | None:
    return fields.text(name, max_length=max_length) if fields.has(name) else None


def _end(fields: Fields, now: datetime, *, is_until_recovered: bool) -> datetime:
    named = [each for each in ("minutes", "until") if fields.has(each)]
    if len(named) + is_until_recovered != 1:
        raise InvalidError(field="minutes", expected="one of minutes, until, until_recovered")
    if is_until_recovered:
        if not fields.has("client_id"):
            raise InvalidError(field="client_id", expected="the client that recovers")
        return now + LONGEST
    if named == ["minutes"]:
        longest = int(LONGEST.total_seconds()) // 60
        return now + timedelta(minutes=fields.integer("minutes", low=1, high=longest))
    until = fields.instant("until")
    if not now < until <= now + LONGEST:
        raise InvalidError(field="until", expected=f"an instant within {LONGEST.days} days")
    return until
