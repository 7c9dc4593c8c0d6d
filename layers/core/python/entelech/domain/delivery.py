"""How a notice goes from owed to delivered or dead: what each step makes of it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.notice_kinds import NoticeKind, NoticeState, Verdict
from entelech.domain.notification import Attempt, Notification

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from entelech.domain.notification import Notice

GROUP_WAIT = timedelta(seconds=30)
"""So long does the first notice of a group wait for others. Source: Alertmanager, group_wait."""
LEASE = timedelta(minutes=2)
"""A worker that said nothing for so long is not sending any more: longer than a run may last."""
FIRST_RETRY = timedelta(seconds=15)
LONGEST_RETRY = timedelta(hours=1)
PROMISED = timedelta(hours=24)
"""After so long a failure is the last one, and no receiver's wish to wait longer is heard."""
KEPT = timedelta(days=90)
ATTEMPTS_KEPT = 40
"""Those of a day: 8 that grow to an hour, and one an hour then."""
_ALONE = {NoticeKind.TEST, NoticeKind.REPORT}
"""Neither waits for others nor goes with them."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What an attempt came to. ``reason`` is a word of ours, never what the receiver wrote.

    ``retry_after_s`` is how long it wants to be left alone, None where it did not say.
    """

    verdict: Verdict
    reason: str | None = None
    http_status: int | None = None
    provider_id: str | None = None
    retry_after_s: int | None = None


def is_alone(kind: NoticeKind) -> bool:
    """Whether a notice of that kind is a message of its own."""
    return kind in _ALONE


def owed(notice: Notice) -> Notification:
    """The notice as it stands before anybody tried."""
    wait = timedelta(0) if is_alone(notice.kind) else GROUP_WAIT
    return Notification(
        notice=notice,
        state=NoticeState.PENDING,
        promised_at=notice.created_at,
        next_at=max(notice.due_at, notice.created_at + wait),
    )


def message_id(notifications: Iterable[Notification]) -> str:
    """What a message of these is known by: the same whenever the same are sent again."""
    ids = sorted(each.notice.notice_id for each in notifications)
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()[:32]


def claimed(notification: Notification, message: str, now: datetime) -> Notification:
    """A worker has it from now on, as a part of that message."""
    return replace(
        notification,
        state=NoticeState.SENDING,
        next_at=now + LEASE,
        message_id=message,
        version=notification.version + 1,
    )


def collapsed(notification: Notification, now: datetime) -> Notification:
    """There is nothing left to tell."""
    return replace(
        notification,
        state=NoticeState.COLLAPSED,
        finished_at=now,
        version=notification.version + 1,
    )


def attempted(notification: Notification, attempt: Attempt, wait: timedelta) -> Notification:
    """What the attempt makes of it; ``wait`` is until the next one, where there is one."""
    state = _state_after(notification, attempt)
    is_over = state is not NoticeState.PENDING
    return replace(
        notification,
        state=state,
        next_at=notification.next_at if is_over else attempt.at + wait,
        failures=notification.failures + (attempt.verdict is not Verdict.DELIVERED),
        attempts=(*notification.attempts, attempt)[-ATTEMPTS_KEPT:],
        finished_at=attempt.at if is_over else None,
        version=notification.version + 1,
    )


def _state_after(notification: Notification, attempt: Attempt) -> NoticeState:
    if attempt.verdict is Verdict.DELIVERED:
        return NoticeState.DELIVERED
    if attempt.verdict is not Verdict.RETRY or _is_given_up(notification, attempt):
        return NoticeState.DEAD
    return NoticeState.PENDING


def _is_given_up(notification: Notification, attempt: Attempt) -> bool:
    wished = timedelta(seconds=attempt.retry_after_s or 0)
    return wished > PROMISED or attempt.at - notification.promised_at >= PROMISED


def wait_after(failures: int, retry_after_s: int | None, draw: float) -> timedelta:
    """How long to wait after so many failures; ``draw`` is a random number from 0 to 1.

    Full jitter, 15 s doubled each time up to an hour, and never less than the receiver asked for. In whole
    seconds. Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
    """
    longest = min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(max(0, failures - 1), 16))
    drawn_s = -int(-longest.total_seconds() * draw // 1)
    return timedelta(seconds=max(1, drawn_s, retry_after_s or 0))


def replayed(notification: Notification, now: datetime) -> Notification:
    """A dead one, promised anew. What was tried stays in its log."""
    return replace(
        notification,
        state=NoticeState.PENDING,
        promised_at=now,
        next_at=now,
        failures=0,
        finished_at=None,
        version=notification.version + 1,
    )
