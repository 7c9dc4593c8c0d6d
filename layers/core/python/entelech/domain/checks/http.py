"""Any page or API: its HTTP status, a text in its body, values in its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from msgspec import Struct

from entelech.domain.checks.health import MIN_TLS_DAYS, parse_min_tls_days
from entelech.domain.condition import (
    CONDITION_SCHEMA,
    MAX_CONDITIONS,
    Condition,
    json_of,
    parse_condition,
)
from entelech.domain.errors import InvalidError
from entelech.domain.probe import Answered, Connected
from entelech.domain.reason import Reason
from entelech.domain.verdict import Verdict

if TYPE_CHECKING:
    from entelech.domain.fields import Fields

_MAX_STATUSES = 20
SCHEMA: Mapping[str, Any] = {
    "expected_status": {
        "type": "array",
        "minItems": 1,
        "maxItems": _MAX_STATUSES,
        "items": {"type": "integer", "minimum": 200, "maximum": 599},
        "description": "HTTP statuses, after redirects, that are well; 200 to 299 unless said.",
    },
    "body_contains": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200,
        "description": "A text that the body must hold, as it is written.",
    },
    "conditions": {"type": "array", "maxItems": MAX_CONDITIONS, "items": CONDITION_SCHEMA},
    "min_tls_days": MIN_TLS_DAYS,
}


class HttpCheck(Struct, frozen=True, kw_only=True):
    """All that is named must be so. No ``statuses``: any from 200 to 299."""

    type: ClassVar[str] = "http"
    schema: ClassVar[Mapping[str, Any]] = SCHEMA
    schemes: ClassVar[tuple[str, ...]] = ("http", "https")

    statuses: tuple[int, ...] = ()
    body_contains: str | None = None
    conditions: tuple[Condition, ...] = ()
    min_tls_days: int | None = None

    def url(self, endpoint: str) -> str:
        """What is asked: the endpoint itself."""
        return endpoint

    def verdict(self, probe: Answered | Connected, *, is_slow: bool) -> Verdict:
        """The first expectation that is not met, or whether it is slow."""
        if isinstance(probe, Connected):
            raise TypeError("a connection has no HTTP answer")
        if not self._is_expected(probe.http_status):
            return Verdict(Reason.FAILURE, f"HTTP {probe.http_status}")
        unmet = self._unmet(probe.body)
        if unmet is not None:
            where = " in its first 64 KiB" if probe.is_cut else ""
            return Verdict(Reason.UNEXPECTED_ANSWER, f"{unmet}{where}")
        return Verdict(Reason.DEGRADED, "slow") if is_slow else Verdict(Reason.OK)

    def document(self) -> dict[str, Any]:
        """What ``parse`` reads, without what is not there."""
        found: dict[str, Any] = {
            "expected_status": list(self.statuses) or None,
            "body_contains": self.body_contains,
            "conditions": [
                {"path": each.path, "operator": each.operator, "value": each.value}
                for each in self.conditions
            ]
            or None,
            "min_tls_days": self.min_tls_days,
        }
        return {name: value for name, value in found.items() if value is not None}

    @classmethod
    def parse(cls, fields: Fields, field: str, _zone: str) -> Self:
        """The check as it was written; ``field`` names it, ``zone`` is the client's."""
        text = None
        if fields.has("body_contains"):
            text = fields.text("body_contains", max_length=200)
        return cls(
            statuses=_statuses(fields, field),
            body_contains=text,
            conditions=_conditions(fields, field),
            min_tls_days=parse_min_tls_days(fields),
        )

    def _is_expected(self, status: int) -> bool:
        return status in self.statuses if self.statuses else 200 <= status < 300

    def _unmet(self, body: bytes) -> str | None:
        if self.body_contains is not None and self.body_contains.encode() not in body:
            return "body_contains"
        content = json_of(body) if self.conditions else None
        for n, each in enumerate(self.conditions):
            if not each.holds(content):
                return f"conditions[{n}]"
        return None


def _statuses(fields: Fields, field: str) -> tuple[int, ...]:
    if not fields.has("expected_status"):
        return ()
    given = fields.raw("expected_status")
    is_list = isinstance(given, list) and 1 <= len(given) <= _MAX_STATUSES
    if not isinstance(given, list) or not is_list or not all(map(_is_status, given)):
        raise InvalidError(
            field=f"{field}.expected_status", expected="a list of HTTP statuses from 200 to 599"
        )
    return tuple(sorted(set(given)))


def _is_status(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 200 <= value <= 599


def _conditions(fields: Fields, field: str) -> tuple[Condition, ...]:
    given = fields.raw("conditions") or []
    if not isinstance(given, list) or len(given) > MAX_CONDITIONS:
        raise InvalidError(
            field=f"{field}.conditions", expected=f"a list of at most {MAX_CONDITIONS}"
        )
    return tuple(
        parse_condition(each, field=f"{field}.conditions[{n}]") for n, each in enumerate(given)
    )
