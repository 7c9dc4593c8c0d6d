"""Whether a port takes connections: ``tcp://host:port``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from msgspec import Struct

from entelech.domain.reason import Reason
from entelech.domain.verdict import Verdict

if TYPE_CHECKING:
    from entelech.domain.fields import Fields
    from entelech.domain.probe import Answered, Connected

SCHEMA: Mapping[str, Any] = {}


class TcpCheck(Struct, frozen=True, kw_only=True):
    """A connection that is taken is well; nothing is sent over it."""

    type: ClassVar[str] = "tcp"
    schema: ClassVar[Mapping[str, Any]] = SCHEMA
    schemes: ClassVar[tuple[str, ...]] = ("tcp",)
    min_tls_days: ClassVar[None] = None

    def url(self, endpoint: str) -> str:
        """Where to connect."""
        return endpoint

    def verdict(self, _probe: Answered | Connected, *, is_slow: bool) -> Verdict:
        """It was taken, perhaps late."""
        return Verdict(Reason.DEGRADED, "slow") if is_slow else Verdict(Reason.OK)

    def document(self) -> dict[str, Any]:
        """What ``parse`` reads, without what is not there."""
        return {}

    @classmethod
    def parse(cls, _fields: Fields, _field: str, _zone: str) -> Self:
        """The check as it was written; ``field`` names it, ``zone`` is the client's."""
        return cls()
