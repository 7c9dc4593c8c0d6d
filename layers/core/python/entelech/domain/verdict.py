"""What a check makes of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from entelech.domain.contract import Claim
    from entelech.domain.reason import Reason


class Verdict(NamedTuple):
    """Reason and detail of a result, and what the system said of itself."""

    reason: Reason
    detail: str | None = None
    claim: Claim | None = None
