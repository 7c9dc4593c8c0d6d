from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.adapters.dynamodb.rate import DynamoBucketStore
from entelech.domain.rate import BY_KEY, Bucket
from entelech.schema import TTL_ATTRIBUTE
from entelech.services.limiting import Limiter
from tests.fakes.clock import FakeClock
from tests.fakes.metering import Meter

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table
    from tests.contracts.conftest import Stores

NAME = "key#operator"
FIRST, SECOND = Bucket(full_at_ms=1_736_942_400_123), Bucket(full_at_ms=1_736_942_401_000)


def test_a_bucket_that_was_never_stored_is_full(stores: Stores) -> None:
    assert stores.buckets.bucket(NAME) == Bucket()


def test_a_bucket_reads_back(stores: Stores) -> None:
    assert stores.buckets.swap(NAME, Bucket(), FIRST)
    assert stores.buckets.swap(NAME, FIRST, SECOND)

    assert stores.buckets.bucket(NAME) == SECOND


def test_of_two_who_take_from_the_same_bucket_one_looks_again(stores: Stores) -> None:
    stores.buckets.swap(NAME, Bucket(), FIRST)

    assert not stores.buckets.swap(NAME, Bucket(), SECOND)
    assert not stores.buckets.swap(NAME, SECOND, Bucket(full_at_ms=1))
    assert stores.buckets.bucket(NAME) == FIRST


def test_a_bucket_goes_an_hour_after_it_is_full(dynamo: Table) -> None:
    DynamoBucketStore(dynamo).swap(NAME, Bucket(), FIRST)

    (item,) = dynamo.query(f"RATE#{NAME}")
    assert item[TTL_ATTRIBUTE] == 1_736_942_400 + 3600


def test_a_warm_process_writes_one_unit_for_ten_requests(dynamo: Table) -> None:
    """30 requests are 3 leases; only the first looks at what is there."""
    meter = Meter(dynamo._client)
    limiter = Limiter(store=DynamoBucketStore(dynamo), clock=FakeClock())

    for _ in range(30):
        limiter.spend(BY_KEY, "operator")

    assert dict(meter.requests) == {"GetItem": 1, "PutItem": 3}
    assert (meter.write_units, meter.read_units) == (3, 1)
