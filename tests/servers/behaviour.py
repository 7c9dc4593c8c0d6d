"""One thing that a server does, and the verdict that it deserves."""

from __future__ import annotations

from dataclasses import dataclass

from entelech.domain.reason import Reason
from tests.servers.peer import Script

Verdict = tuple[Reason, str | None]

OK: Verdict = (Reason.OK, None)
TIMEOUT: Verdict = (Reason.TIMEOUT, None)
BROKEN: Verdict = (Reason.CONNECTION, "closed before a whole answer")
RESET: Verdict = (Reason.CONNECTION, "reset")
TLS: Verdict = (Reason.TLS, None)
REDIRECT: Verdict = (Reason.REDIRECT, None)
OVERSIZED: Verdict = (Reason.INVALID_CONTRACT, "body is over 64 KiB")
NO_JSON: Verdict = (Reason.INVALID_CONTRACT, "body")

SHORT_S = 0.4
"""For servers that never come to an end."""


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """One way to answer. The names of hosts are those that the tests' resolver knows.

    ``reference`` and ``why`` stand where the prober over httpx sees it another way, by intent.
    """

    name: str
    script: Script
    verdict: Verdict
    reference: Verdict | None = None
    why: str = ""
    host: str = "system.test"
    scheme: str = "http"
    listener: str = ""
    """Which port it is, where that is not what the scheme promises: see ``served``."""
    certificate: str = "good"
    timeout_s: float = 8.0
    degraded_over_ms: int = 5000

    def __post_init__(self) -> None:
        assert bool(self.reference) == bool(self.why), self.name
