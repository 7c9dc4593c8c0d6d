"""The table's few operations, in our own types and errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from msgspec import Struct

from entelech.adapters.dynamodb.keys import Key
from entelech.domain.errors import LostRaceError, UnavailableError
from entelech.schema import (
    LISTING_INDEX,
    LISTING_PARTITION_KEY,
    LISTING_SORT_KEY,
    PARTITION_KEY,
    SORT_KEY,
)

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

Item = Mapping[str, Any]
"""An item in our types: text, whole numbers, bytes, booleans and None."""

_BATCH = 100
"""Items that one request reads. Source: DynamoDB, BatchGetItem."""
_DELETED = 25
"""Items that one request deletes. Source: DynamoDB, BatchWriteItem."""
_MAX_MORE = 20
"""Requests beyond one per batch, for what DynamoDB left undone."""
_RACES = {"ConditionalCheckFailedException", "TransactionConflictException"}
_CANCELLED = "TransactionCanceledException"


class Put(Struct, frozen=True, kw_only=True):
    """One item of a transaction, written if ``condition`` holds."""

    key: Key
    item: Item
    condition: str | None = None
    values: Item | None = None


def versioned(key: Key, item: Item, version: int) -> Put:
    """A put that holds if what is stored is of the version before; for version 1, if nothing is."""
    if version == 1:
        return Put(key=key, item=item, condition=f"attribute_not_exists({PARTITION_KEY})")
    return Put(key=key, item=item, condition="version = :version", values={":version": version - 1})


class Table:
    """One DynamoDB table. Reads are strongly consistent, but those of the index.

    Raises, all of them:
        UnavailableError: DynamoDB did not answer, or not what was asked.
    """

    def __init__(self, client: DynamoDBClient, name: str) -> None:
        self._client = client
        self._name = name

    def get(self, key: Key) -> Item | None:
        with _translated():
            found = self._client.get_item(
                TableName=self._name, Key=_encode(key._asdict()), ConsistentRead=True
            )
        return _decode(found["Item"]) if "Item" in found else None

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """The items that are there, a request per hundred keys and more only when DynamoDB asks."""
        found: dict[Key, Item] = {}
        left = list(dict.fromkeys(keys))
        for _ in range(len(left) // _BATCH + _MAX_MORE):
            if not left:
                return found
            batch, left = left[:_BATCH], left[_BATCH:]
            with _translated():
                answer = self._client.batch_get_item(
                    RequestItems={
                        self._name: {
                            "Keys": [_encode(key._asdict()) for key in batch],
                            "ConsistentRead": True,
                        }
                    }
                )
            for item in map(_decode, answer["Responses"].get(self._name, [])):
                found[Key(item[PARTITION_KEY], item[SORT_KEY])] = item
            unread = answer["UnprocessedKeys"].get(self._name, {"Keys": []})["Keys"]
            left += [Key(**_decode(key)) for key in unread]
        if left:
            raise UnavailableError("The table did not answer for all items.")
        return found

    def query(self, pk: str) -> Iterator[Item]:
        """Every item of a partition, by sort key."""
        return self._pages(f"{PARTITION_KEY} = :pk", {":pk": pk})

    def query_range(self, pk: str, first: str, last: str) -> Iterator[Item]:
        """The items of a partition with sort keys from ``first`` to ``last``, both included."""
        return self._pages(
            f"{PARTITION_KEY} = :pk AND {SORT_KEY} BETWEEN :first AND :last",
            {":pk": pk, ":first": first, ":last": last},
        )

    def newest(self, pk: str, first: str, last: str, *, limit: int) -> list[Item]:
        """The items of such a range, the last one first."""
        with _translated():
            page = self._client.query(
                TableName=self._name,
                KeyConditionExpression=f"{PARTITION_KEY} = :pk "
                f"AND {SORT_KEY} BETWEEN :first AND :last",
                ExpressionAttributeValues=_encode({":pk": pk, ":first": first, ":last": last}),
                ConsistentRead=True,
                ScanIndexForward=False,
                Limit=limit,
            )
        return [_decode(item) for item in page["Items"]]

    def query_listing(
        self,
        list_key: str,
        *,
        limit: int,
        start: Item | None,
        newest_of: tuple[str, str] | None = None,
        last: str | None = None,
    ) -> tuple[list[Item], Item | None]:
        """A page of the sparse index, and where the next one starts.

        ``newest_of`` are the lowest and the highest sort text; the highest then comes first.
        ``last`` is the highest sort text of a list that begins with the lowest.
        """
        more: dict[str, Any] = {"ExclusiveStartKey": _encode(start)} if start else {}
        condition, values = f"{LISTING_PARTITION_KEY} = :key", {":key": list_key}
        if newest_of:
            condition += f" AND {LISTING_SORT_KEY} BETWEEN :low AND :high"
            values |= {":low": newest_of[0], ":high": newest_of[1]}
        elif last is not None:
            condition += f" AND {LISTING_SORT_KEY} <= :last"
            values |= {":last": last}
        with _translated():
            page = self._client.query(
                TableName=self._name,
                IndexName=LISTING_INDEX,
                KeyConditionExpression=condition,
                ExpressionAttributeValues=_encode(values),
                ScanIndexForward=newest_of is None,
                Limit=limit,
                **more,
            )
        end = page.get("LastEvaluatedKey")
        return [_decode(item) for item in page["Items"]], _decode(end) if end else None

    def _pages(self, condition: str, values: Item) -> Iterator[Item]:
        start: dict[str, Any] = {}
        while True:
            with _translated():
                page = self._client.query(
                    TableName=self._name,
                    KeyConditionExpression=condition,
                    ExpressionAttributeValues=_encode(values),
                    ConsistentRead=True,
                    **start,
                )
            yield from map(_decode, page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def put(self, put: Put) -> None:
        """Write one item.

        Raises:
            LostRaceError: its condition does not hold; nothing was written.
        """
        with _translated():
            self._client.put_item(TableName=self._name, **_put_arguments(put))

    def set(self, key: Key, values: Item) -> None:
        """Set some attributes of an item that is there, and leave the others.

        Raises:
            LostRaceError: it is not there.
        """
        names = {f"#{n}": name for n, name in enumerate(values)}
        parts = ", ".join(f"{alias} = :{alias[1:]}" for alias in names)
        with _translated():
            self._client.update_item(
                TableName=self._name,
                Key=_encode(key._asdict()),
                UpdateExpression=f"SET {parts}",
                ConditionExpression=f"attribute_exists({PARTITION_KEY})",
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=_encode(
                    {f":{n}": value for n, value in enumerate(values.values())}
                ),
            )

    def set_revised(self, key: Key, values: Item, *, counter: str, revision: int) -> None:
        """Set some attributes of an item, there or not, if its ``counter`` is of the revision before.

        For revision 1: if there is no counter.

        Raises:
            LostRaceError: it is not; nothing was written.
        """
        written = {**values, counter: revision}
        names = {f"#{n}": name for n, name in enumerate(written)}
        parts = ", ".join(f"{alias} = :{alias[1:]}" for alias in names)
        expected = {} if revision == 1 else {":before": revision - 1}
        condition = "#counter = :before" if expected else "attribute_not_exists(#counter)"
        with _translated():
            self._client.update_item(
                TableName=self._name,
                Key=_encode(key._asdict()),
                UpdateExpression=f"SET {parts}",
                ConditionExpression=condition,
                ExpressionAttributeNames={**names, "#counter": counter},
                ExpressionAttributeValues=_encode(
                    {f":{n}": value for n, value in enumerate(written.values())} | expected
                ),
            )

    def put_together(self, puts: Sequence[Put]) -> None:
        """Write all items or none.

        Raises:
            LostRaceError: one condition does not hold, or another writer is at one of the items.
        """
        items: list[TransactWriteItemTypeDef] = [
            {"Put": {"TableName": self._name, **_put_arguments(put)}}  # type: ignore[typeddict-item]
            for put in puts
        ]
        with _translated():
            self._client.transact_write_items(TransactItems=items)

    def delete(self, key: Key, *, version: int | None = None) -> None:
        """Delete the item, where ``version`` is given only if it is of that or not there.

        Raises:
            LostRaceError: it is of another version.
        """
        condition: dict[str, Any] = {}
        if version is not None:
            condition = {
                "ConditionExpression": f"attribute_not_exists({PARTITION_KEY}) OR version = :version",
                "ExpressionAttributeValues": _encode({":version": version}),
            }
        with _translated():
            self._client.delete_item(TableName=self._name, Key=_encode(key._asdict()), **condition)

    def delete_many(self, keys: Sequence[Key]) -> None:
        """Delete the items, 25 a request and more only when DynamoDB asks; safe to repeat."""
        left = [{"DeleteRequest": {"Key": _encode(key._asdict())}} for key in keys]
        for _ in range(len(left) // _DELETED + _MAX_MORE):
            if not left:
                return
            batch, left = left[:_DELETED], left[_DELETED:]
            with _translated():
                answer = self._client.batch_write_item(RequestItems={self._name: batch})  # type: ignore[dict-item]
            left += answer["UnprocessedItems"].get(self._name, [])  # type: ignore[arg-type]
        if left:
            raise UnavailableError("The table did not delete all items.")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if _is_lost_race(error):
            raise LostRaceError from error
        raise UnavailableError("The table did not answer.") from error
    except BotoCoreError as error:
        raise UnavailableError("The table did not answer.") from error


def _is_lost_race(error: ClientError) -> bool:
    code = error.response["Error"]["Code"]
    if code != _CANCELLED:
        return code in _RACES
    reasons = error.response.get("CancellationReasons", [])
    causes = {reason.get("Code", "None") for reason in reasons} - {"None"}
    return bool(causes) and causes <= {"ConditionalCheckFailed", "TransactionConflict"}


def _put_arguments(put: Put) -> dict[str, Any]:
    arguments: dict[str, Any] = {"Item": _encode({**put.key._asdict(), **put.item})}
    if put.condition:
        arguments["ConditionExpression"] = put.condition
    if put.values:
        arguments["ExpressionAttributeValues"] = _encode(put.values)
    return arguments


def _encode(item: Item) -> dict[str, Any]:
    return {name: _encode_value(value) for name, value in item.items() if value is not None}


def _encode_value(value: object) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(value)}
    if isinstance(value, bytes):
        return {"B": value}
    if isinstance(value, str):
        return {"S": value}
    raise TypeError(type(value).__name__)


def _decode(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _decode_value(value) for name, value in item.items()}


def _decode_value(value: Mapping[str, Any]) -> object:
    ((kind, content),) = value.items()
    if kind == "N":
        return int(content)
    return content
