"""The certificate authority of the demo clients, made at the first run and kept."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import trustme

from local.loopback import HOST

if TYPE_CHECKING:
    from pathlib import Path

LONG_PAST = datetime(2025, 1, 15, tzinfo=UTC)


def certificate_file(folder: Path) -> Path:
    """Where the authority's own certificate is, which the deployment is told to trust."""
    return folder / "ca.pem"


def make_authority(folder: Path) -> Path:
    """Make the authority unless it exists; return its certificate file."""
    certificate, key = certificate_file(folder), folder / "ca.key"
    if not (certificate.exists() and key.exists()):
        folder.mkdir(parents=True, exist_ok=True)
        authority = trustme.CA(organization_name="Entelech Monitor demo")
        key.touch(mode=0o600)
        key.write_bytes(authority.private_key_pem.bytes())
        certificate.write_bytes(authority.cert_pem.bytes())
    return certificate


def server_contexts(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return TLS settings of a server with a valid certificate, and of one whose certificate has expired."""
    authority = trustme.CA.from_pem(
        certificate_file(folder).read_bytes(), (folder / "ca.key").read_bytes()
    )
    return _context(authority, expires=None), _context(authority, expires=LONG_PAST)


def _context(authority: trustme.CA, *, expires: datetime | None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST, "localhost", not_after=expires).configure_cert(context)
    return context
