"""What an answer, or the lack of one, means for a message: one table for every channel.

The reasons are words of ours: an answer's own text could hold what it was sent.
"""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from entelech.adapters.outgoing import OutgoingError
from entelech.domain.delivery import Outcome
from entelech.domain.notice_kinds import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from entelech.adapters.outgoing import Answer

_REASONS = {
    400: "refused",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    410: "gone",
    413: "too_large",
    429: "too_many",
}
_AGAIN = {408, 425, 429}
"""Source: RFC 9110, 15.5.9; RFC 8470, 5.2; RFC 6585, 4. So is everything from 500."""
_AGAIN_OF_AWS = {
    *("Throttling", "ThrottlingException", "Throttled", "ThrottledException"),
    *("TooManyRequestsException", "LimitExceededException", "SendingPausedException"),
    *("InternalError", "InternalFailure", "InternalServiceErrorException", "RequestTimeout"),
    *("ServiceUnavailable", "AccessDenied", "AccessDeniedException", "AuthorizationError"),
    *("KMSThrottling", "KMSThrottlingException", "ExpiredTokenException"),
}
_GONE_OF_AWS = {
    *("NotFound", "NotFoundException", "AccountSuspendedException", "EndpointDisabled"),
    *("MailFromDomainNotVerifiedException", "KMSDisabled", "KMSNotFound"),
}
"""Source of both: the error lists of SNS Publish and of SES v2 SendEmail."""


def outcome_of(answer: Answer, now: datetime, *, gone: Collection[int] = (410,)) -> Outcome:
    """What the status says. ``gone`` are those by which the receiver tells that it is no more."""
    status = answer.status
    if 200 <= status < 300:
        return Outcome(
            verdict=Verdict.DELIVERED,
            http_status=status,
            provider_id=answer.headers.get("x-request-id", "")[:64] or None,
        )
    if 300 <= status < 400:
        return Outcome(verdict=Verdict.PERMANENT, reason="redirect", http_status=status)
    if status in _AGAIN or status >= 500:
        reason = _REASONS.get(status, "receiver_failed")
        wish = _seconds(answer.headers.get("retry-after"), now)
        return Outcome(verdict=Verdict.RETRY, reason=reason, http_status=status, retry_after_s=wish)
    verdict = Verdict.DISABLED if status in gone else Verdict.PERMANENT
    return Outcome(verdict=verdict, reason=_REASONS.get(status, "refused"), http_status=status)


def outcome_of_call(call: Callable[[], Answer], now: datetime, **gone: Collection[int]) -> Outcome:
    """What became of a call, answered or not."""
    try:
        return outcome_of(call(), now, **gone)
    except OutgoingError as error:
        verdict = Verdict.PERMANENT if error.is_permanent else Verdict.RETRY
        return Outcome(verdict=verdict, reason=error.reason.value)


def outcome_of_aws(call: Callable[[], str]) -> Outcome:
    """What became of a call to AWS, which answers with an id."""
    try:
        return Outcome(verdict=Verdict.DELIVERED, http_status=200, provider_id=call())
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        if code in _GONE_OF_AWS:
            return Outcome(verdict=Verdict.DISABLED, reason="gone", http_status=status)
        if code in _AGAIN_OF_AWS or (status or 0) >= 500:
            return Outcome(verdict=Verdict.RETRY, reason="provider_failed", http_status=status)
        return Outcome(verdict=Verdict.PERMANENT, reason="refused", http_status=status)
    except BotoCoreError:
        return Outcome(verdict=Verdict.RETRY, reason="connection")


def _seconds(text: str | None, now: datetime) -> int | None:
    """A ``Retry-After`` in seconds; None for what is none. Source: RFC 9110, 10.2.3."""
    if text is None:
        return None
    if text.strip().isdigit():
        return int(text.strip()[:9])
    try:
        return max(0, -int((now - parsedate_to_datetime(text)).total_seconds() // 1))
    except (TypeError, ValueError):
        return None
