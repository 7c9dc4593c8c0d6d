"""Who may do what, and what they did."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from entelech.wiring.ground import clock, limiter, outgoing, settings, signing_key, table

if TYPE_CHECKING:
    from entelech.ports.access import TokenVerifier
    from entelech.services.access import Access
    from entelech.services.auditing import Auditor
    from entelech.services.issuing import KeyMaker
    from entelech.services.sessions import Sessions


@cache
def access() -> Access:
    from entelech.adapters.dynamodb.access import DynamoKeyStore
    from entelech.services.access import Access

    return Access(
        keys=DynamoKeyStore(table()),
        sessions=_sessions(),
        limiter=limiter(),
        clock=clock(),
        tokens=_tokens() if settings().issuer else None,
        groups_claim=settings().groups_claim,
    )


def _tokens() -> TokenVerifier:
    from entelech.adapters.oidc import OidcVerifier, fetching

    return OidcVerifier(
        issuer=settings().issuer,
        audiences=settings().audiences,
        fetch=fetching(outgoing()),
        clock=clock(),
    )


def _sessions() -> Sessions:
    from entelech.services.sessions import SIGNING_KEY, Sessions

    return Sessions(signing_key=signing_key(SIGNING_KEY), clock=clock())


@cache
def auditor() -> Auditor:
    from entelech.adapters.clock import SystemEntropy
    from entelech.adapters.dynamodb.audit import DynamoAuditLog
    from entelech.observability import report_lost_entry
    from entelech.services.auditing import Auditor

    return Auditor(
        log=DynamoAuditLog(table()),
        limiter=limiter(),
        entropy=SystemEntropy(),
        clock=clock(),
        report_lost=report_lost_entry,
    )


@cache
def key_maker() -> KeyMaker:
    from entelech.adapters.clock import SystemEntropy
    from entelech.adapters.dynamodb.access import DynamoKeyStore
    from entelech.services.issuing import KeyMaker

    return KeyMaker(keys=DynamoKeyStore(table()), entropy=SystemEntropy(), clock=clock())
