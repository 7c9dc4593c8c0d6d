"""Pages of the sparse index, and cursors that say where the next one starts."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from entelech.domain.errors import InvalidError
from entelech.schema import LISTING_PARTITION_KEY, LISTING_SORT_KEY, PARTITION_KEY, SORT_KEY

if TYPE_CHECKING:
    from collections.abc import Callable

    from entelech.adapters.dynamodb.keys import Key
    from entelech.adapters.dynamodb.table import Item, Table


_MAX_SORT = 64
"""Client and key ids are no longer."""


def listed(listing: str, sort: str) -> Item:
    """The attributes that put an item into a list."""
    return {LISTING_PARTITION_KEY: listing, LISTING_SORT_KEY: sort}


def read_page(
    table: Table, listing: str, *, limit: int, cursor: str | None, key_of: Callable[[str], Key]
) -> tuple[list[Item], str | None]:
    """Items of a list in the order of their sort text, and the cursor of the next page.

    ``key_of`` gives the primary key of the item with that sort text.

    Raises:
        InvalidError: the cursor is none of ours.
    """
    start = _start_after(cursor, listing, key_of) if cursor else None
    items, last = table.query_listing(listing, limit=limit, start=start)
    return items, _cursor(last) if last else None


def _cursor(last: Item) -> str:
    return base64.urlsafe_b64encode(str(last[LISTING_SORT_KEY]).encode()).decode()


def _start_after(cursor: str, listing: str, key_of: Callable[[str], Key]) -> Item:
    try:
        sort = base64.b64decode(cursor, altchars=b"-_", validate=True).decode()
    except (ValueError, binascii.Error):
        sort = ""
    if not 0 < len(sort) <= _MAX_SORT:
        raise InvalidError(field="cursor", expected="a next_cursor of an earlier answer")
    pk, sk = key_of(sort)
    return {PARTITION_KEY: pk, SORT_KEY: sk, **listed(listing, sort)}
