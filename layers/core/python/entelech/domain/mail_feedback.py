"""What SES tells of a mail after it was sent.

Source: Amazon SES developer guide, "Contents of event data that Amazon SES publishes".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

_MAX_ADDRESSES = 100


class MailFeedback(Struct, frozen=True, kw_only=True):
    """Addresses of a channel that are to be sent nothing any more, in lower case, and why."""

    channel_id: str
    addresses: Sequence[str]
    reason: str


def parse_feedback(detail: object) -> MailFeedback | None:
    """What the detail of an event comes to; None where nothing has to be done.

    A mailbox that was full for a while is tried again; one that does not exist is not, and nobody
    who called our mail spam gets more of it.
    """
    event = detail if isinstance(detail, Mapping) else {}
    kind = event.get("eventType")
    bounce, complaint = _object(event.get("bounce")), _object(event.get("complaint"))
    if kind == "Bounce" and bounce.get("bounceType") == "Permanent":
        return _feedback(event, bounce.get("bouncedRecipients"), "bounce")
    if kind == "Complaint":
        return _feedback(event, complaint.get("complainedRecipients"), "complaint")
    return None


def _feedback(event: Mapping[str, Any], recipients: object, reason: str) -> MailFeedback | None:
    tags = _object(_object(event.get("mail")).get("tags")).get("channel_id")
    listed = recipients if isinstance(recipients, Sequence) else []
    addresses = [
        str(_object(each).get("emailAddress", "")).strip().lower()[:254]
        for each in listed[:_MAX_ADDRESSES]
    ]
    if not isinstance(tags, Sequence) or not tags or not any(addresses):
        return None
    return MailFeedback(
        channel_id=str(tags[0])[:64], addresses=[each for each in addresses if each], reason=reason
    )


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
