"""A check that somebody asked for: made at once, shown to whoever asked, and counted nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.check import Result, Status, sentence
from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields
from entelech.domain.ids import ClientId
from entelech.domain.probe import Phases
from entelech.domain.reason import Reason
from entelech.domain.systems import MAX_NAME, MAX_SYSTEMS

if TYPE_CHECKING:
    from collections.abc import Collection

GIVEN_UP_AFTER = timedelta(minutes=5)
"""Both attempts that the queue makes of it are over by then."""

MANUAL_CHECK_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "systems": {
            "type": "array",
            "minItems": 1,
            "maxItems": MAX_SYSTEMS,
            "items": {"type": "string", "minLength": 1, "maxLength": MAX_NAME},
            "description": "Names of the systems to check; all of the client's where it is left out.",
        }
    },
}


class ManualState(StrEnum):
    """How far it is. Given up: no worker finished it in five minutes."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    GIVEN_UP = "given_up"


class Finding(Struct, frozen=True, kw_only=True):
    """What came of one system. Unknown: it could not be measured, or left meanwhile."""

    system_name: str
    status: Status
    reason_code: str
    reason: str | None
    response_time_ms: float | None
    is_response_time_trusted: bool | None
    attempts: int
    checked_at: datetime | None
    phases: Phases | None
    tls_expires_at: datetime | None


class ManualCheck(Struct, frozen=True, kw_only=True):
    """One that was asked for. ``version`` grows by one with every change, from 1."""

    check_id: str
    client_id: ClientId
    systems: tuple[str, ...]
    requested_at: datetime
    version: int = 1
    started_at: datetime | None = None
    finished_at: datetime | None = None
    findings: tuple[Finding, ...] = ()

    def started(self, now: datetime) -> ManualCheck:
        """Once a worker is at it; again where an earlier one did not end."""
        return replace(self, version=self.version + 1, started_at=now)

    def finished(self, findings: Sequence[Finding], now: datetime) -> ManualCheck:
        """Once it is done."""
        return replace(self, version=self.version + 1, finished_at=now, findings=tuple(findings))

    def state(self, now: datetime) -> ManualState:
        """How far it is at ``now``."""
        if self.finished_at is not None:
            return ManualState.FINISHED
        if now - self.requested_at > GIVEN_UP_AFTER:
            return ManualState.GIVEN_UP
        return ManualState.QUEUED if self.started_at is None else ManualState.RUNNING


class ManualCheckShown(Struct, frozen=True, kw_only=True):
    """A check that was asked for, as it leaves through the API; the findings once it is finished."""

    check_id: str
    client_id: str
    state: ManualState
    systems: Sequence[str]
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    findings: Sequence[Finding]


def shown(check: ManualCheck, now: datetime) -> ManualCheckShown:
    """The check as it is shown at ``now``."""
    return ManualCheckShown(
        check_id=check.check_id,
        client_id=check.client_id,
        state=check.state(now),
        systems=check.systems,
        requested_at=check.requested_at,
        started_at=check.started_at,
        finished_at=check.finished_at,
        findings=check.findings,
    )


def finding(system_name: str, result: Result | None, since: datetime) -> Finding:
    """What came of a system; None where nothing did. Offsets of the result count from ``since``."""
    if result is None:
        return Finding(
            system_name=system_name,
            status=Status.UNKNOWN,
            reason_code=Reason.MISSED_WINDOW.value,
            reason=sentence(Reason.MISSED_WINDOW, None),
            response_time_ms=None,
            is_response_time_trusted=None,
            attempts=0,
            checked_at=None,
            phases=None,
            tls_expires_at=None,
        )
    return Finding(
        system_name=system_name,
        status=result.status,
        reason_code=result.reason.value,
        reason=sentence(result.reason, result.detail),
        response_time_ms=None if result.duration_ms is None else round(result.duration_ms, 1),
        is_response_time_trusted=result.is_latency_trusted,
        attempts=result.attempts,
        checked_at=result.started_at(since),
        phases=result.phases,
        tls_expires_at=result.certificate.expires_at if result.certificate else None,
    )


def parse_systems_to_check(body: object, known: Collection[str]) -> tuple[str, ...]:
    """The systems that a request names, in the order of the registration; all where it names none.

    Raises:
        InvalidError: names the field that is wrong, or a system that the client does not have.
    """
    fields = Fields({} if body is None else body)
    fields.refuse_unknown(MANUAL_CHECK_SCHEMA["properties"])
    if not fields.has("systems"):
        return tuple(known)
    asked = fields.texts("systems", max_items=MAX_SYSTEMS, max_length=MAX_NAME)
    for n, name in enumerate(asked):
        if name not in known:
            raise InvalidError(field=f"systems[{n}]", expected="the name of a system of the client")
    return tuple(name for name in known if name in asked)
