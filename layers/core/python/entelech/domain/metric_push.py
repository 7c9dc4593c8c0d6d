"""Figures that a system sends of itself: who signs them, and for how long a signature counts."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech.domain.errors import InvalidError, UnauthenticatedError
from entelech.domain.fields import Fields
from entelech.domain.ids import ClientId, client_id
from entelech.domain.systems import MAX_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from entelech.domain.client import Registration

SIGNATURE_HEADER = "x-entelech-signature"
IDEMPOTENCY_HEADER = "idempotency-key"
REPLAY_WINDOW = timedelta(minutes=5)
KEYS_KEPT = timedelta(days=1)
_SIGNATURE = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")
_KEY = re.compile(r"[\x21-\x7e]{1,128}")
_COUNT = {"type": "integer", "minimum": 0}
_INSTANT = {"type": "string", "format": "date-time"}

PUSH_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": [
        *("client_id", "system_name", "period"),
        *("total_automations", "successful_automations", "failed_automations"),
    ],
    "properties": {
        "client_id": {"type": "string"},
        "system_name": {"type": "string", "minLength": 1, "maxLength": MAX_NAME},
        "period": {
            "type": "object",
            "required": ["start", "end"],
            "properties": {"start": _INSTANT, "end": _INSTANT},
            "description": "One day in the client's zone; of today, from its start to now.",
        },
        "total_automations": _COUNT,
        "successful_automations": _COUNT,
        "failed_automations": _COUNT,
        "total_processing_time": {"type": "number", "minimum": 0, "description": "Seconds."},
        "cost_savings": {"type": "number", "minimum": 0},
        "efficiency_gains": {
            "type": "object",
            "properties": {
                "time_saved_hours": {"type": "number", "minimum": 0},
                "error_reduction_percentage": {"type": "number", "maximum": 100},
                "process_improvement": {"type": "number"},
            },
        },
    },
}


class Sender(Struct, frozen=True, kw_only=True):
    """Whose figures they are, as the body says; nothing is proved yet."""

    client_id: ClientId
    system_name: str


class TakenPush(Struct, frozen=True, kw_only=True):
    """What was taken under an idempotency key: the digest of the body, and what came of it."""

    body_digest: str
    day: str
    revision: int
    is_changed: bool


def sender_of(document: object) -> Sender:
    """Who says to have sent it.

    Raises:
        InvalidError: the body names nobody.
    """
    fields = Fields(document)
    return Sender(
        client_id=client_id(fields.raw("client_id")),
        system_name=fields.text("system_name", max_length=MAX_NAME),
    )


def push_secret(registration: Registration, signing_key: str) -> str:
    """What the client's systems sign with; nothing of it is stored."""
    said = f"metrics.{registration.client_id}.{registration.push_generation}"
    return hmac.new(signing_key.encode(), said.encode(), hashlib.sha256).hexdigest()


def signature_text(body: bytes, secret: str, at: datetime) -> str:
    """The header of a body that is sent then."""
    seconds = int(at.timestamp())
    return f"t={seconds},v1={_signed(seconds, body, secret)}"


def require_signature(header: str, body: bytes, secret: str, now: datetime) -> None:
    """Let pass what the secret has signed within the replay window.

    Raises:
        UnauthenticatedError: it is not signed so, or too long ago, or by a clock that is ahead.
    """
    match = _SIGNATURE.fullmatch(header)
    seconds = int(match[1]) if match else 0
    signed = match[2] if match else ""
    if not hmac.compare_digest(signed, _signed(seconds, body, secret)):
        raise unsigned()
    if abs(now.timestamp() - seconds) > REPLAY_WINDOW.total_seconds():
        raise UnauthenticatedError(
            f"'{SIGNATURE_HEADER}' was made more than 5 minutes ago, or by a clock that is ahead."
        )


def idempotency_key(text: str | None) -> str | None:
    """The digest that a key is kept under; None where none was shown.

    Raises:
        InvalidError: it is no key.
    """
    if text is None:
        return None
    if not _KEY.fullmatch(text):
        raise InvalidError(field=IDEMPOTENCY_HEADER, expected="1 to 128 printable characters")
    return digest_of(text.encode())


def digest_of(content: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def unsigned() -> UnauthenticatedError:
    """The one answer for a signature that is none, whoever it says to be of."""
    return UnauthenticatedError(f"'{SIGNATURE_HEADER}' does not fit this body.")


def _signed(seconds: int, body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
