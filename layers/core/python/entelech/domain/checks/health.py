"""``GET /health`` by the contract of the developer guide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from msgspec import Struct

from entelech.domain.contract import Claim, ClaimedStatus, read_claim
from entelech.domain.errors import InvalidError
from entelech.domain.probe import Answered, Connected
from entelech.domain.reason import Reason
from entelech.domain.verdict import Verdict

if TYPE_CHECKING:
    from entelech.domain.fields import Fields

HEALTH_PATH = "/health"
MIN_TLS_DAYS: Mapping[str, Any] = {
    "type": "integer",
    "minimum": 1,
    "maximum": 90,
    "description": "A certificate that ends in fewer days makes the system degraded.",
}
SCHEMA: Mapping[str, Any] = {"min_tls_days": MIN_TLS_DAYS}


class HealthCheck(Struct, frozen=True, kw_only=True):
    """The answer's own words count. ``min_tls_days`` None: its certificate does not."""

    type: ClassVar[str] = "health"
    schema: ClassVar[Mapping[str, Any]] = SCHEMA
    schemes: ClassVar[tuple[str, ...]] = ("http", "https")

    min_tls_days: int | None = None

    def url(self, endpoint: str) -> str:
        """What is asked."""
        return endpoint + HEALTH_PATH

    def verdict(self, probe: Answered | Connected, *, is_slow: bool) -> Verdict:
        """Most telling first.

        1. A body that says down is believed whatever its HTTP status.
        2. Another HTTP status than 2xx is a failure.
        3. A body against the contract is invalid, with the field.
        4. The system says degraded; 5. it is slow; 6. all is well.
        """
        if isinstance(probe, Connected):
            raise TypeError("a connection has no health answer")
        claim, fault = _claim_in(probe)
        if claim is not None and claim.status is ClaimedStatus.DOWN:
            return Verdict(Reason.REPORTED_DOWN, None, claim)
        if not 200 <= probe.http_status < 300:
            return Verdict(Reason.FAILURE, f"HTTP {probe.http_status}", claim)
        if claim is None:
            return Verdict(Reason.INVALID_CONTRACT, fault)
        if claim.status is ClaimedStatus.DEGRADED:
            return Verdict(Reason.DEGRADED, "reported", claim)
        if is_slow:
            return Verdict(Reason.DEGRADED, "slow", claim)
        return Verdict(Reason.OK, None, claim)

    def document(self) -> dict[str, Any]:
        """What ``parse`` reads, without what is not there."""
        return {} if self.min_tls_days is None else {"min_tls_days": self.min_tls_days}

    @classmethod
    def parse(cls, fields: Fields, _field: str, _zone: str) -> Self:
        """The check as it was written; ``field`` names it, ``zone`` is the client's."""
        return cls(min_tls_days=parse_min_tls_days(fields))


def parse_min_tls_days(fields: Fields) -> int | None:
    """The option that every type over TLS has."""
    if not fields.has("min_tls_days"):
        return None
    return fields.integer("min_tls_days", low=1, high=90)


def _claim_in(probe: Answered) -> tuple[Claim | None, str | None]:
    if probe.is_cut:
        return None, "body is over 64 KiB"
    try:
        return read_claim(probe.body), None
    except InvalidError as error:
        return None, error.field
