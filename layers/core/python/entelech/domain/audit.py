"""Who did what to which client, and what it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech.domain.document import document
from entelech.domain.errors import InvalidError
from entelech.domain.ids import ClientId, client_id

if TYPE_CHECKING:
    from entelech.domain.access import Principal

KEPT = timedelta(days=400)
MASK = "****"
_SECRETS = frozenset({"api_key", "password", "secret", "secret_sha256", "token", "value"})
"""Fields whose content is nobody's to read again."""
_MAX_ARGUMENTS = 40
_MAX_NAME = 64
DONE = "ok"
_REFUSED = frozenset({"unauthenticated", "forbidden"})


class Change(Struct, frozen=True, kw_only=True):
    """One field of a configuration, before and after; null where it was not there."""

    field: str
    before: Any
    after: Any


class Attempt(Struct, frozen=True, kw_only=True):
    """What somebody asked for, and what came of it.

    ``kind``, ``key_id`` and ``role`` null: nobody that we know. ``operation`` is a route or a tool,
    ``action`` null that of an open one, ``target`` what else its path names, ``outcome`` "ok" or an
    error's code. ``arguments`` are names only.
    """

    kind: str | None
    key_id: str | None
    role: str | None
    operation: str
    action: str | None
    client_id: str | None
    target: str | None
    source: str
    outcome: str
    arguments: Sequence[str]
    changes: Sequence[Change]
    request_id: str


class AuditEntry(Attempt, frozen=True, kw_only=True):
    """An attempt as it is kept. ``entry_id`` sorts by time."""

    entry_id: str
    at: datetime


class AuditPage(Struct, frozen=True, kw_only=True):
    """Entries, the newest first; ``next_cursor`` is null when nothing older is left."""

    entries: Sequence[AuditEntry]
    next_cursor: str | None


class AuditQuery(Struct, frozen=True, kw_only=True):
    """Which entries: of one client or all, from ``since`` up to but not at ``until``."""

    limit: int
    cursor: str | None = None
    client_id: ClientId | None = None
    since: datetime | None = None
    until: datetime | None = None


def is_owed(outcome: str, *, changes_state: bool) -> bool:
    """Whether the log takes the attempt in: every one to change something, every refused one.

    What is refused for its frequency is not: the log would grow as fast as the flood.
    """
    return outcome in _REFUSED or (changes_state and outcome != "rate_limited")


def actor(principal: Principal | None) -> dict[str, str | None]:
    """Who asked, as the fields of an attempt."""
    if principal is None:
        return {"kind": None, "key_id": None, "role": None}
    return {
        "kind": principal.kind.value,
        "key_id": principal.key_id,
        "role": principal.role.value,
    }


def argument_names(*arguments: object) -> tuple[str, ...]:
    """The names in these objects, sorted; what is no object has none."""
    names = {name for each in arguments if isinstance(each, Mapping) for name in each}
    return tuple(sorted(str(name)[:_MAX_NAME] for name in names)[:_MAX_ARGUMENTS])


def named_client(*arguments: object) -> ClientId | None:
    """The client that these objects name, themselves or in ``client_data``."""
    for each in arguments:
        if isinstance(each, Mapping):
            for holder in (each, each.get("client_data")):
                try:
                    return client_id(holder.get("client_id") if isinstance(holder, Mapping) else 0)
                except InvalidError:
                    continue
    return None


def differences(before: object, after: object) -> tuple[Change, ...]:
    """The fields in which two configurations differ, by name, secrets masked.

    Either is an answer, or None when there was or is nothing.
    """
    one, other = _fields(before), _fields(after)
    return tuple(
        Change(
            field=name,
            before=_masked(name, one.get(name)),
            after=_masked(name, other.get(name)),
        )
        for name in sorted(one.keys() | other.keys())
        if one.get(name) != other.get(name)
    )


def _fields(value: object) -> Mapping[str, Any]:
    found = document(value)
    return found if isinstance(found, Mapping) else {}


def _masked(name: str, value: Any) -> Any:
    if name in _SECRETS and value is not None:
        return MASK
    if isinstance(value, Mapping):
        return {inner: _masked(inner, each) for inner, each in value.items()}
    if isinstance(value, list):
        return [_masked("", each) for each in value]
    return value
