"""What one attempt at a system found."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from entelech.domain.reason import Reason


class Phases(Struct, frozen=True, kw_only=True):
    """Where the time of an answer went, in milliseconds.

    Each but ``total_ms`` is a length of its own, summed over the hops of a redirected probe. What
    they leave of ``total_ms`` is the reading of the body. ``tls_ms`` is None where no hop had TLS.
    """

    dns_ms: float
    connect_ms: float
    tls_ms: float | None
    first_byte_ms: float
    """From the request being sent to the first byte of the answer."""
    total_ms: float


class Certificate(Struct, frozen=True, kw_only=True):
    """What the verified certificate of the last hop says."""

    expires_at: datetime
    issuer: str
    """Organisation and name of whoever signed it: text of theirs, at most 200 characters."""


class Answered(Struct, frozen=True, kw_only=True):
    """A probe that got a whole HTTP answer.

    ``body`` is at most its first 64 KiB, and ``is_cut`` where there was more of it.
    ``phases`` None: not measured. ``certificate`` None: the last hop had no TLS, or it was not read.
    """

    http_status: int
    body: bytes
    duration_ms: float
    phases: Phases | None = None
    certificate: Certificate | None = None
    is_cut: bool = False


class Connected(Struct, frozen=True, kw_only=True):
    """A probe that wanted a connection and got it."""

    duration_ms: float
    phases: Phases | None = None
    certificate: None = None


class Unanswered(Struct, frozen=True, kw_only=True):
    """A probe that got none.

    ``detail`` is a word of our own, like "certificate expired". ``duration_ms`` is None where no
    answer was waited for, as with a refused connection. ``phases`` None: no byte of an answer came.
    """

    reason: Reason
    detail: str | None = None
    duration_ms: float | None = None
    phases: Phases | None = None
    certificate: Certificate | None = None


Probe = Answered | Connected | Unanswered
