"""Signs of life that systems send, and what is kept of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.fields import Fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KEPT = 10
_MAX_MESSAGE = 200
_MAX_DURATION_S = 60 * 60 * 24 * 31

BEAT_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "status": {"enum": ["start", "success", "fail"], "default": "success"},
        "duration_seconds": {"type": "number", "minimum": 0, "maximum": _MAX_DURATION_S},
        "message": {"type": "string", "minLength": 1, "maxLength": _MAX_MESSAGE},
    },
}


class BeatKind(StrEnum):
    """What a sign of life says."""

    START = "start"
    SUCCESS = "success"
    FAIL = "fail"


class Beat(Struct, frozen=True, kw_only=True):
    """One sign. ``duration_s`` is how long the run took, as told or since its start."""

    at: datetime
    kind: BeatKind
    duration_s: float | None = None
    message: str | None = None


class Beats(Struct, frozen=True, kw_only=True):
    """The newest signs of a system, newest first, and what older ones say still.

    ``failing_since`` is the first failure after the last success; ``open_start`` a start that nothing followed. ``version`` grows by one with
    every sign; 0: there was none.
    """

    version: int = 0
    newest: tuple[Beat, ...] = ()
    last_ended: Beat | None = None
    failing_since: datetime | None = None
    open_start: datetime | None = None

    def with_one(self, beat: Beat) -> Beats:
        """After one more sign, which is newer than the others."""
        newest = (beat, *self.newest[: KEPT - 1])
        if beat.kind is BeatKind.START:
            return replace(self, version=self.version + 1, newest=newest, open_start=beat.at)
        was = self.last_ended.kind if self.last_ended else None
        is_well = beat.kind is BeatKind.SUCCESS
        is_first = was is not BeatKind.FAIL
        return Beats(
            version=self.version + 1,
            newest=newest,
            last_ended=beat,
            failing_since=None if is_well else beat.at if is_first else self.failing_since,
        )


def parse_beat(body: object, before: Beats, now: datetime) -> Beat:
    """A sign as it was sent.

    Raises:
        InvalidError: names the field that is unknown or wrong.
    """
    fields = Fields(body)
    fields.refuse_unknown(BEAT_SCHEMA["properties"])
    kind = BeatKind.SUCCESS
    if fields.has("status"):
        kind = BeatKind(fields.choice("status", list(BeatKind)))
    duration_s = None
    if fields.has("duration_seconds"):
        duration_s = fields.number("duration_seconds", low=0, high=_MAX_DURATION_S)
    elif kind is not BeatKind.START and before.open_start is not None:
        duration_s = round((now - before.open_start).total_seconds(), 3)
    return Beat(
        at=now,
        kind=kind,
        duration_s=duration_s,
        message=fields.text("message", max_length=_MAX_MESSAGE) if fields.has("message") else None,
    )


class BeatShown(Struct, frozen=True, kw_only=True):
    """One sign as it is shown; ``message`` is the system's own text."""

    at: datetime
    status: BeatKind
    duration_seconds: float | None
    message: str | None


def beats_shown(beats: Beats) -> Sequence[BeatShown]:
    """The newest signs, newest first."""
    return [
        BeatShown(
            at=each.at, status=each.kind, duration_seconds=each.duration_s, message=each.message
        )
        for each in beats.newest
    ]
