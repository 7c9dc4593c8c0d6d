"""Pages of the sparse index, and cursors that say where the next one starts."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.errors import InvalidError
from entelech.schema import LISTING_PARTITION_KEY, LISTING_SORT_KEY, PARTITION_KEY, SORT_KEY

if TYPE_CHECKING:
    from collections.abc import Callable

    from entelech.adapters.dynamodb.keys import Key
    from entelech.adapters.dynamodb.table import Item, Table


_MAX_SORT = 1024
"""Source: DynamoDB, length of a sort key."""


class Span(Struct, frozen=True, kw_only=True):
    """A part of a list: sort texts from ``low`` to ``high``."""

    low: str
    high: str


def listed(listing: str, sort: str) -> Item:
    """The attributes that put an item into a list."""
    return {LISTING_PARTITION_KEY: listing, LISTING_SORT_KEY: sort}


def read_page(
    table: Table,
    listing: str,
    *,
    limit: int,
    cursor: str | None,
    key_of: Callable[[str], Key],
    newest_of: Span | None = None,
) -> tuple[list[Item], str | None]:
    """Items of a list in the order of their sort text, and the cursor of the next page.

    ``key_of`` gives the primary key of the item with that sort text. ``newest_of`` reads only that
    span, and the other way round.

    Raises:
        InvalidError: the cursor is none of ours.
    """
    start = _start_after(cursor, listing, key_of, newest_of) if cursor else None
    span = (newest_of.low, newest_of.high) if newest_of else None
    items, last = table.query_listing(listing, limit=limit, start=start, newest_of=span)
    return items, cursor_of(str(last[LISTING_SORT_KEY])) if last else None


def cursor_of(sort: str) -> str:
    """The cursor of the page after the item with that sort text."""
    return base64.urlsafe_b64encode(sort.encode()).decode()


def _start_after(
    cursor: str, listing: str, key_of: Callable[[str], Key], span: Span | None
) -> Item:
    refusal = InvalidError(field="cursor", expected="a next_cursor of an earlier answer")
    try:
        sort = base64.b64decode(cursor, altchars=b"-_", validate=True).decode()
        pk, sk = key_of(sort)
    except (ValueError, InvalidError):
        raise refusal from None
    if not 0 < len(sort.encode()) <= _MAX_SORT or (span and not span.low <= sort <= span.high):
        raise refusal
    return {PARTITION_KEY: pk, SORT_KEY: sk, **listed(listing, sort)}
