"""Certificates of every kind that a client's server may have, made for the run."""

from __future__ import annotations

import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST = "system.test"
EXPIRES_AT = datetime(2049, 5, 17, 12, 30, tzinfo=UTC)
_DAY = timedelta(days=1)
_PAST = datetime(2020, 1, 1, tzinfo=UTC)
_FUTURE = datetime(2048, 1, 1, tzinfo=UTC)


@cache
def authority() -> trustme.CA:
    """The one that is trusted."""
    return trustme.CA(organization_name="Trusted Works", organization_unit_name="Test Unit")


def trusted_pem() -> str:
    return authority().cert_pem.bytes().decode()


@cache
def server_context(kind: str) -> ssl.SSLContext:
    """What a server of that kind serves TLS with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if kind == "self-signed":
        _load_self_signed(context)
        return context
    issuer = trustme.CA() if kind == "untrusted" else authority()
    host = "elsewhere.test" if kind == "wrong-host" else HOST
    span = {
        "expired": {"not_before": _PAST, "not_after": _PAST + _DAY},
        "not-yet-valid": {"not_before": _FUTURE, "not_after": _FUTURE + _DAY},
    }.get(kind, {"not_after": EXPIRES_AT})
    issuer.issue_cert(host, **span).configure_cert(context)
    return context


def _load_self_signed(context: ssl.SSLContext) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_PAST)
        .not_valid_after(EXPIRES_AT)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "both.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context.load_cert_chain(path)
