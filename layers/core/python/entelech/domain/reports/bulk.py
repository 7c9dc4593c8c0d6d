"""A report of every active client, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from entelech.domain.ids import ClientId
from entelech.domain.reports.period import ReportType


class PartState(StrEnum):
    """What became of one client's report."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Bulk(Struct, frozen=True, kw_only=True):
    """Everybody's reports of one type at one instant. ``is_listed``: all clients are known."""

    bulk_id: str
    report_type: ReportType
    include_recommendations: bool
    ordered_at: datetime
    is_listed: bool = False


class BulkPart(Struct, frozen=True, kw_only=True):
    """One client's part."""

    client_id: ClientId
    report_id: str
    state: PartState


class BulkProgress(Struct, frozen=True, kw_only=True):
    """``remaining`` null: the clients are still being listed. ``failed_clients`` are at most 100."""

    bulk_id: str
    report_type: str
    ordered_at: datetime
    total: int | None
    done: int
    failed: int
    remaining: int | None
    failed_clients: Sequence[str]


_FAILED_SHOWN = 100


def progress(bulk: Bulk, parts: Sequence[BulkPart]) -> BulkProgress:
    """How far it is."""
    done = sum(each.state is PartState.DONE for each in parts)
    failed = [each.client_id for each in parts if each.state is PartState.FAILED]
    return BulkProgress(
        bulk_id=bulk.bulk_id,
        report_type=bulk.report_type.value,
        ordered_at=bulk.ordered_at,
        total=len(parts) if bulk.is_listed else None,
        done=done,
        failed=len(failed),
        remaining=len(parts) - done - len(failed) if bulk.is_listed else None,
        failed_clients=failed[:_FAILED_SHOWN],
    )
