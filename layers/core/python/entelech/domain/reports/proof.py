"""What watching took, and how fast people were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.domain.reports.model import ProofOfWork

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from entelech.domain.reports.inputs import IncidentFact, Span
    from entelech.domain.rollup import Rollup

EXPIRY_METRIC = "tls_days_left"


def proof_of_work(span: Span, whole: Rollup) -> ProofOfWork:
    """Checks count those of every system; an expiry is renewed when its incident is resolved."""
    incidents = [each for each in span.incidents if each.opened_at in span.asked.period]
    outages = [each for each in incidents if each.metric != EXPIRY_METRIC]
    return ProofOfWork(
        checks_made=sum(each.checks for each in whole.systems.values()),
        failures_absorbed=sum(each.retries for each in whole.systems.values()),
        incidents=len(incidents),
        mean_seconds_to_detect=_mean((each.began_at, each.opened_at) for each in outages),
        mean_seconds_to_acknowledge=_mean(
            (each.opened_at, each.acknowledged_at) for each in outages
        ),
        mean_seconds_to_restore=_mean((_began(each), each.resolved_at) for each in outages),
        expiries_renewed=sum(
            each.metric == EXPIRY_METRIC
            and each.resolved_at is not None
            and each.resolved_at in span.asked.period
            for each in span.incidents
        ),
    )


def _began(fact: IncidentFact) -> datetime:
    return fact.began_at or fact.opened_at


def _mean(pairs: Iterable[tuple[datetime | None, datetime | None]]) -> int | None:
    lengths = [(end - start).total_seconds() for start, end in pairs if start and end]
    return int(sum(lengths) // len(lengths)) if lengths else None
