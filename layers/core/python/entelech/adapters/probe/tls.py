"""TLS that is shared by all probes: trust, and what a certificate says."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from entelech.domain.probe import Certificate

_MAX_ISSUER = 200
_Names = tuple[tuple[tuple[str, str], ...], ...]
"""How ``ssl`` gives the names of a subject or issuer: groups of pairs of key and text."""


@cache
def tls_context(extra_ca_pem: str) -> ssl.SSLContext:
    """Trusts the system's authorities and those given. Made once: reading them takes 35 ms of CPU."""
    context = ssl.create_default_context()
    # Python 3.13 turns on checks that private authorities' certificates often fail of.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.set_alpn_protocols(["http/1.1"])
    if extra_ca_pem:
        context.load_verify_locations(cadata=extra_ca_pem)
    return context


def certificate_of(connection: ssl.SSLSocket) -> Certificate:
    """What the verified certificate of a connection says."""
    fields: Any = connection.getpeercert()
    return _certificate(fields["notAfter"], fields["issuer"])


@lru_cache(maxsize=1024)
def _certificate(not_after: str, issuer: _Names) -> Certificate:
    seconds = ssl.cert_time_to_seconds(not_after)
    return Certificate(expires_at=datetime.fromtimestamp(seconds, UTC), issuer=_text(issuer))


def _text(issuer: _Names) -> str:
    """Organisation and name, as far as there are any."""
    pairs = [pair for group in issuer for pair in group]
    wanted = ("organizationName", "commonName")
    return ", ".join(text for name in wanted for key, text in pairs if key == name)[:_MAX_ISSUER]
