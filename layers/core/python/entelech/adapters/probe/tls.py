"""TLS that is shared by all probes: trust, and what a certificate says."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from functools import cache
from typing import Any

from entelech.domain.probe import Certificate

_MAX_ISSUER = 200
_MAX_SEEN = 1024
_seen: dict[bytes, Certificate] = {}
"""By their encoding."""
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
    """What the verified certificate of a connection says; one that was seen before is not read again."""
    encoded = connection.getpeercert(binary_form=True) or b""
    if encoded not in _seen:
        if len(_seen) >= _MAX_SEEN:
            _seen.clear()
        _seen[encoded] = _certificate(connection.getpeercert())
    return _seen[encoded]


def _certificate(fields: Any) -> Certificate:
    seconds = ssl.cert_time_to_seconds(fields["notAfter"])
    return Certificate(
        expires_at=datetime.fromtimestamp(seconds, UTC), issuer=_text(fields["issuer"])
    )


def _text(issuer: _Names) -> str:
    """Organisation and name, as far as there are any."""
    pairs = [pair for group in issuer for pair in group]
    wanted = ("organizationName", "commonName")
    return ", ".join(text for name in wanted for key, text in pairs if key == name)[:_MAX_ISSUER]
