"""Durations in buckets that can be added up, so that percentiles over any time are honest.

Source: DDSketch, arXiv 1908.10693: buckets grow by a constant factor, which bounds the relative
error of every quantile whatever the data. A percentile of percentiles means nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

RELATIVE_ERROR = 0.05
"""A percentile is at most this part off the true duration of its rank."""
_GROWTH = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR)
_LOG_GROWTH = math.log(_GROWTH)


class Histogram(Struct, frozen=True, kw_only=True):
    """How many durations fell into each bucket; ``total_ms`` sums them, each rounded to a millisecond.

    Bucket n holds durations over growth^(n-1) and up to growth^n milliseconds; bucket 0 those up to 1.
    """

    counts: Mapping[int, int] = field(default_factory=dict)
    total_ms: int = 0

    @property
    def count(self) -> int:
        """How many durations there are."""
        return sum(self.counts.values())

    @property
    def mean_ms(self) -> float | None:
        """Their mean, at most half a millisecond off; None where there are none."""
        return self.total_ms / self.count if self.counts else None

    def percentile_ms(self, percent: float) -> float | None:
        """The duration that ``percent`` of them do not exceed, by nearest rank; None without any."""
        rank = max(1, math.ceil(self.count * percent / 100))
        for bucket in sorted(self.counts):
            rank -= self.counts[bucket]
            if rank <= 0:
                return _middle_ms(bucket)
        return None


def histogram_of(durations_ms: Iterable[float]) -> Histogram:
    """The durations in their buckets."""
    counts: Counter[int] = Counter()
    total_ms = 0
    for duration_ms in durations_ms:
        counts[_bucket(duration_ms)] += 1
        total_ms += round(duration_ms)
    return Histogram(counts=dict(counts), total_ms=total_ms)


def merged(histograms: Iterable[Histogram]) -> Histogram:
    """All durations in one histogram, the same in whatever order."""
    counts: Counter[int] = Counter()
    total_ms = 0
    for each in histograms:
        counts.update(each.counts)
        total_ms += each.total_ms
    return Histogram(counts=dict(counts), total_ms=total_ms)


def _bucket(duration_ms: float) -> int:
    return 0 if duration_ms <= 1 else math.ceil(math.log(duration_ms) / _LOG_GROWTH)


def _middle_ms(bucket: int) -> float:
    """The value that is as far, in proportion, from either end of the bucket."""
    return 1.0 if bucket == 0 else 2 * _GROWTH**bucket / (1 + _GROWTH)
