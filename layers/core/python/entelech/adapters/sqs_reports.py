"""The queue before the worker on reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.adapters.sqs import SqsBatchQueue
from entelech.domain.reports.message import order_message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entelech.domain.ids import ClientId
    from entelech.domain.reports.record import ReportOrder


class SqsReportQueue(SqsBatchQueue):
    """Orders, ``{"bulk_id": …, "list": true}`` and ``{"client_id": …, "review": true}``."""

    def send(self, orders: Sequence[ReportOrder]) -> None:
        self._send_all([order_message(each) for each in orders])

    def send_bulk(self, bulk_id: str) -> None:
        self._send_all([{"bulk_id": bulk_id, "list": True}])

    def send_review(self, client_ids: Sequence[ClientId]) -> None:
        self._send_all([{"client_id": each, "review": True} for each in client_ids])
