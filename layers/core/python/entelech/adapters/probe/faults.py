"""How a probe fails; an error's own text goes no further."""

from __future__ import annotations

import ssl
from typing import ClassVar

from entelech.domain.reason import Reason


class ProbeError(Exception):
    """A probe that gets no answer."""

    reason: ClassVar[Reason]
    detail: ClassVar[str | None] = None


class UnresolvedNameError(ProbeError):
    """A name could not be resolved."""

    reason = Reason.DNS


class BlockedAddressError(ProbeError):
    """A name leads to no address that may be reached."""

    reason = Reason.BLOCKED_ADDRESS


class UnusableUrlError(ProbeError):
    """A URL that cannot be probed, or asked for a page; mostly a redirect leads to one."""

    reason = Reason.REDIRECT


class TooManyRedirectsError(ProbeError):
    """Redirects without end."""

    reason = Reason.REDIRECT


class BrokenAnswerError(ProbeError):
    """What came is no whole HTTP answer."""

    reason = Reason.CONNECTION
    detail = "closed before a whole answer"


_FAULTS: tuple[tuple[type[OSError], Reason, str | None], ...] = (
    (TimeoutError, Reason.TIMEOUT, None),
    (ssl.SSLError, Reason.TLS, None),
    (ConnectionRefusedError, Reason.CONNECTION, "refused"),
    (ConnectionResetError, Reason.CONNECTION, "reset"),
)
"""The first kind that an error is of counts."""

_CERTIFICATE_FAULTS = {
    9: "certificate is not valid yet",
    10: "certificate expired",
    18: "certificate is self-signed",
    62: "certificate is for another host",
    64: "certificate is for another host",
}
"""Source: X509_V_ERR_* of OpenSSL's x509_vfy.h."""


def fault_of(error: ProbeError | OSError) -> tuple[Reason, str | None]:
    """Reason and detail of a failed probe."""
    if isinstance(error, ProbeError):
        return error.reason, error.detail
    if isinstance(error, ssl.SSLCertVerificationError):
        return Reason.TLS, _CERTIFICATE_FAULTS.get(error.verify_code, "certificate is not trusted")
    for kind, reason, detail in _FAULTS:
        if isinstance(error, kind):
            return reason, detail
    return Reason.CONNECTION, None
