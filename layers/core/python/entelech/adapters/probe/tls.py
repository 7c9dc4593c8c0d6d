"""TLS that is shared by all probes: trust, what a certificate says, what is wrong with it."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from functools import cache

from entelech.domain.probe import Certificate

_MAX_KNOWN = 1024
_MAX_ISSUER = 200


@cache
def tls_context(extra_ca_pem: str) -> ssl.SSLContext:
    """Trusts the system's authorities and those given. Made once: reading them takes 35 ms of CPU."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    if extra_ca_pem:
        context.load_verify_locations(cadata=extra_ca_pem)
    return context


_known: dict[bytes, Certificate] = {}


def certificate_of(connection: ssl.SSLSocket) -> Certificate | None:
    """What the verified certificate of a connection says; decoded once for all its connections."""
    der = connection.getpeercert(binary_form=True)
    if der is None:
        return None
    certificate = _known.get(der)
    if certificate is None:
        if len(_known) >= _MAX_KNOWN:
            _known.clear()
        certificate = _known[der] = _certificate(dict(connection.getpeercert() or {}))
    return certificate


def _certificate(fields: dict[str, object]) -> Certificate:
    seconds = ssl.cert_time_to_seconds(str(fields["notAfter"]))
    return Certificate(
        expires_at=datetime.fromtimestamp(seconds, UTC), issuer=_names(fields["issuer"])
    )


def _names(issuer: object) -> str:
    """Organisation and name of an issuer, which ``ssl`` gives as groups of pairs."""
    pairs = [pair for group in issuer for pair in group] if isinstance(issuer, tuple) else []
    wanted = ("organizationName", "commonName")
    return ", ".join(text for name in wanted for key, text in pairs if key == name)[:_MAX_ISSUER]


def certificate_fault(error: ssl.SSLCertVerificationError) -> str:
    """The fault in words. Source: X509_V_ERR_* of OpenSSL's x509_vfy.h."""
    words = {
        9: "certificate is not valid yet",
        10: "certificate expired",
        18: "certificate is self-signed",
        62: "certificate is for another host",
        64: "certificate is for another host",
    }
    return words.get(error.verify_code, "certificate is not trusted")
