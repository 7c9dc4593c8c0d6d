"""``BucketStore`` in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.domain.rate import Bucket

if TYPE_CHECKING:
    from tests.fakes.memory import Memory


class FakeBucketStore:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def bucket(self, name: str) -> Bucket:
        return self._memory.do(lambda: self._memory.buckets.get(name, Bucket()))

    def swap(self, name: str, before: Bucket, after: Bucket) -> bool:
        def work() -> bool:
            if self._memory.buckets.get(name, Bucket()) != before:
                return False
            self._memory.buckets[name] = after
            return True

        return self._memory.do(work)
