"""A message in words, the same for every channel; how they look is the channel's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from entelech.domain.errors import InvalidError
from entelech.domain.ids import id_instant
from entelech.domain.notice_kinds import NoticeKind, Severity

if TYPE_CHECKING:
    from decimal import Decimal

    from entelech.domain.digest import Line, Message
    from entelech.domain.notification import Facts

MAX_ITEMS = 20
"""Alerts that one message names; of the others it tells how many there are."""
_UNITS = {
    "percent": " %",
    "ms": " ms",
    "s": " s",
    "minutes": " min",
    "hours": " h",
    "days": " days",
    "runs": " runs",
}
_COMPARISONS = {"less_than": "below", "greater_than": "above", "equals": "at"}
_STATES = {
    NoticeKind.RESOLVED: "Resolved",
    NoticeKind.REMINDER: "Still firing",
    NoticeKind.ESCALATED: "Escalated",
    NoticeKind.NO_DATA: "No data",
    NoticeKind.FLAPPING: "Flapping",
    NoticeKind.SELF: "Our own fault",
    NoticeKind.TEST: "Test",
    NoticeKind.REPORT: "Report",
}


class Tone(StrEnum):
    """How a message looks at first sight."""

    BAD = "bad"
    WARNING = "warning"
    GOOD = "good"
    PLAIN = "plain"


_MARKS = {Tone.BAD: "\u2715", Tone.WARNING: "!", Tone.GOOD: "\u2713", Tone.PLAIN: "\u2022"}
"""So that colour is never all that tells them apart."""


class Row(Struct, frozen=True, kw_only=True):
    """A fact with its name; ``url`` is where more of it stands."""

    label: str
    value: str
    url: str | None = None


class Item(Struct, frozen=True, kw_only=True):
    """One of several alerts of a message."""

    state: str
    tone: Tone
    name: str
    text: str


class Story(Struct, frozen=True, kw_only=True):
    """A message in words. ``rows`` tell of its one alert, or ``items`` of several.

    ``subject`` is the same for all messages of an incident, so that mail programs thread them.
    ``link`` opens the page; a GET there changes nothing.
    """

    subject: str
    state: str
    tone: Tone
    headline: str
    sentence: str
    rows: Sequence[Row]
    items: Sequence[Item]
    more: int
    link_text: str
    link: str | None
    footer: str
    settings_link: str | None

    @property
    def mark(self) -> str:
        """A sign for the tone."""
        return _MARKS[self.tone]


def story_of(message: Message, *, channel_name: str, page_url: str) -> Story:
    """The message in words; ``page_url`` is the page's own address, empty where there is none."""
    line = message.lines[0]
    is_one = len(message.lines) == 1
    items = [] if is_one else [_item(each) for each in message.lines[:MAX_ITEMS]]
    return Story(
        subject=_subject(message, line.facts),
        state=_state(line) if is_one else _states(message),
        tone=_tone(message),
        headline=_name(line) if is_one else _count(message),
        sentence=_sentence(line) if is_one else "",
        rows=_rows(line) if is_one else [],
        items=items,
        more=0 if is_one else len(message.lines) - len(items),
        link_text=_link_text(message),
        link=_link(message, page_url),
        footer=_footer(message, channel_name),
        settings_link=f"{page_url.rstrip('/')}/#/settings/channels" if page_url else None,
    )


def plain_text(story: Story) -> str:
    """The story without any looks."""
    lines = [f"{story.state}: {story.headline}", *filter(None, [story.sentence]), ""]
    lines += [f"{row.label}: {row.value}{f' {row.url}' if row.url else ''}" for row in story.rows]
    lines += [f"- {item.state}: {item.name}. {item.text}".rstrip() for item in story.items]
    lines += [f"and {story.more} more"] if story.more else []
    lines += ["", f"{story.link_text}: {story.link}"] if story.link else []
    return "\n".join([*lines, "", story.footer])


def moment_text(moment: datetime, zone: str | None = None) -> str:
    """Like "23 Nov 2026, 13:28 UTC (8:28 AM in New York)"; the latter where a zone is named."""
    at = moment.astimezone(UTC)
    text = f"{at.day} {at:%b %Y, %H:%M} UTC"
    local = _local(moment, zone)
    return f"{text} ({local})" if local else text


def _local(moment: datetime, zone: str | None) -> str | None:
    try:
        at = moment.astimezone(ZoneInfo(zone)) if zone and zone != "UTC" else None
    except (ZoneInfoNotFoundError, ValueError):
        at = None
    if at is None or zone is None:
        return None
    place = zone.rpartition("/")[2].replace("_", " ")
    return f"{at:%I:%M %p} in {place}".lstrip("0")


def duration_text(duration: timedelta) -> str:
    """Like "2 d 3 h", "1 h 5 min", "9 min", "40 s"."""
    seconds = max(0, int(duration.total_seconds()))
    days, hours, minutes = seconds // 86_400, seconds // 3600 % 24, seconds // 60 % 60
    parts = [f"{n} {unit}" for n, unit in ((days, "d"), (hours, "h"), (minutes, "min")) if n]
    return " ".join(parts[:2]) or f"{seconds} s"


def value_text(value: Decimal, unit: str | None) -> str:
    """Like "91.7 %" or "5,000 ms"."""
    if unit == "rank":
        return {0: "healthy", 1: "degraded", 2: "down"}.get(int(value), "unknown")
    plain = f"{value.normalize():,f}"
    return plain + _UNITS.get(unit or "", "")


def _subject(message: Message, facts: Facts) -> str:
    about = facts.client_name
    if message.incident_id is None or message.kind is NoticeKind.TEST:
        return f"{about}: {facts.title}"
    try:
        # of the form "<id>.<client id>"
        opened = moment_text(id_instant(message.incident_id.partition(".")[0]))
    except InvalidError:
        return f"{about}: {facts.title}"
    return f"{about}: incident of {opened}"


def _tone(message: Message) -> Tone:
    kind = message.kind
    if kind is NoticeKind.RESOLVED:
        return Tone.GOOD
    if kind in {NoticeKind.TEST, NoticeKind.REPORT} or message.severity is Severity.INFO:
        return Tone.PLAIN
    return Tone.BAD if message.severity is Severity.CRITICAL else Tone.WARNING


def _state(line: Line) -> str:
    if line.kind is NoticeKind.FIRED:
        return "Down" if line.facts.metric_name == "status" else "Firing"
    return _STATES[line.kind]


def _states(message: Message) -> str:
    good = sum(line.kind is NoticeKind.RESOLVED for line in message.lines)
    bad = len(message.lines) - good
    firing = f"{bad} firing" if bad else ""
    return ", ".join(filter(None, [firing, f"{good} resolved" if good else ""]))


def _name(line: Line) -> str:
    facts = line.facts
    return f"{facts.client_name}: {facts.system_name or facts.title}"


def _count(message: Message) -> str:
    return f"{message.lines[0].facts.client_name}: {len(message.lines)} alerts"


def _sentence(line: Line) -> str:
    facts = line.facts
    title = f"{facts.title}." if facts.system_name else ""
    late = "" if line.is_known else "Nobody could be told before it was over."
    return " ".join(filter(None, [title, facts.reason, late]))


def _rows(line: Line) -> list[Row]:
    facts = line.facts
    rows = [
        Row(label="Started", value=moment_text(facts.since, facts.time_zone))
        if facts.since
        else None,
        Row(label="Ended", value=moment_text(facts.until, facts.time_zone))
        if facts.until
        else None,
        _lasted(facts),
        _value(facts),
        _lost(facts),
        Row(label="About", value=facts.description) if facts.description else None,
        Row(label="Runbook", value=facts.runbook_url, url=facts.runbook_url)
        if facts.runbook_url
        else None,
    ]
    return [row for row in rows if row]


def _lasted(facts: Facts) -> Row | None:
    if facts.since is None or facts.until is None:
        return None
    return Row(label="Lasted", value=duration_text(facts.until - facts.since))


def _value(facts: Facts) -> Row | None:
    if facts.value is None:
        return None
    value = value_text(facts.value, facts.unit)
    if facts.threshold is None or facts.unit == "rank":
        return Row(label="Value", value=value)
    word = _COMPARISONS.get(facts.comparison or "", "at")
    limit = value_text(facts.threshold, facts.unit)
    return Row(label="Value", value=f"{value}; the rule fires {word} {limit}")


def _lost(facts: Facts) -> Row | None:
    parts = []
    if facts.sla_minutes_lost:
        parts.append(f"{facts.sla_minutes_lost} min of service level")
    if facts.money_lost is not None and facts.money_lost.amount:
        parts.append(f"{facts.money_lost.rounded:,f} {facts.money_lost.currency}")
    return (
        Row(label="Lost so far" if facts.until is None else "Lost", value=", ".join(parts))
        if (parts)
        else None
    )


def _item(line: Line) -> Item:
    facts = line.facts
    since = f"Since {moment_text(facts.since)}." if facts.since and not facts.until else ""
    over = ""
    if facts.since and facts.until:
        over = f"After {duration_text(facts.until - facts.since)}."
    is_good = line.kind is NoticeKind.RESOLVED
    return Item(
        state=_state(line),
        tone=Tone.GOOD if is_good else Tone.BAD,
        name=facts.system_name or facts.title,
        text=" ".join(filter(None, [f"{facts.title}." if facts.system_name else "", since, over])),
    )


def _link_text(message: Message) -> str:
    if message.incident_id:
        return "Open the incident"
    return "Open the page"


def _link(message: Message, page_url: str) -> str | None:
    if not page_url:
        return None
    base = f"{page_url.rstrip('/')}/#/"
    if message.incident_id:
        return f"{base}incidents/{message.incident_id}"
    return f"{base}clients/{message.client_id}" if message.client_id else base


def _footer(message: Message, channel_name: str) -> str:
    if message.kind is NoticeKind.TEST:
        return f"A test of the channel \u201c{channel_name}\u201d that somebody asked for."
    title = message.lines[0].facts.title
    if message.kind in {NoticeKind.SELF, NoticeKind.REPORT} or len(message.lines) > 1:
        return f"Sent to the channel \u201c{channel_name}\u201d."
    return f"Rule \u201c{title}\u201d, sent to the channel \u201c{channel_name}\u201d."
