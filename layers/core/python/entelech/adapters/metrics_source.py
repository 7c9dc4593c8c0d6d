"""Asks systems for their figures through the one way for calls that users can aim."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from entelech.adapters.outgoing import Outgoing, OutgoingError
from entelech.domain.document import instant_text
from entelech.domain.reason import Reason
from entelech.ports.metrics import Fault, Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entelech.domain.period import Period

TIMEOUT_S = 10.0
TURN_S = 15.0
"""A system that is slow but answers is asked for no more days after this."""
_AT_ONCE = 20
_MIDNIGHT = timedelta(seconds=1)


class HttpMetricsSource:
    """``MetricsSource`` over HTTP: ``GET /metrics?start_date=&end_date=`` for each period."""

    def __init__(self, outgoing: Outgoing, *, timeout_s: float = TIMEOUT_S) -> None:
        self._outgoing = outgoing
        self._timeout_s = timeout_s

    def ask(self, questions: Sequence[Question]) -> Sequence[Sequence[bytes | Fault]]:
        if not questions:
            return []
        with ThreadPoolExecutor(min(_AT_ONCE, len(questions))) as pool:
            return list(pool.map(self._turn, questions))

    def _turn(self, question: Question) -> list[bytes | Fault]:
        found: list[bytes | Fault] = []
        ends_s = time.monotonic() + TURN_S
        for period in question.periods:
            found.append(self._answer(question, period))
            if isinstance(found[-1], Fault) or time.monotonic() > ends_s:
                break
        return found

    def _answer(self, question: Question, period: Period) -> bytes | Fault:
        headers = {"Accept": "application/json"}
        if question.header is not None:
            name, value = question.header
            headers[name] = value.reveal()
        try:
            answer = self._outgoing.get(
                _url(question.url, period), headers=headers, timeout_s=self._timeout_s
            )
        except OutgoingError as error:
            return Fault(reason=error.reason, detail=_detail(error.reason))
        if not 200 <= answer.status < 300:
            return Fault(reason=Reason.FAILURE, detail=f"HTTP {answer.status}")
        return answer.body


def _url(url: str, period: Period) -> str:
    """The end is the last second of the period, as in the developer guide."""
    query = {
        "start_date": instant_text(period.start),
        "end_date": instant_text(period.end - _MIDNIGHT),
    }
    return f"{url}?{urlencode(query)}"


def _detail(reason: Reason) -> str | None:
    is_unread = reason is Reason.INVALID_CONTRACT
    return "body: expected at most 256 KiB, not encoded" if is_unread else None
