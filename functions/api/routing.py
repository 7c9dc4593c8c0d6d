"""What a route is: one declaration that routing, rights and the OpenAPI document all come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from entelech.domain.access import Action, ClientScope, Principal
from entelech.domain.audit import Change
from entelech.domain.errors import InvalidError
from entelech.domain.fields import instant_of
from entelech.domain.ids import ClientId, client_id
from entelech.domain.rate import OPEN, Limit
from entelech.domain.source import Source

if TYPE_CHECKING:
    from datetime import datetime

_WHOLE = re.compile(r"-?\d{1,9}")


class Query(Struct, frozen=True, kw_only=True):
    """A query parameter. ``schema`` is its JSON Schema with the default."""

    name: str
    schema: Mapping[str, Any]
    is_required: bool = False


class Request(Struct, frozen=True, kw_only=True):
    """A request whose sender may make it. ``principal`` None: an open route asked by anybody."""

    principal: Principal | None
    source: Source
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """By lower-case name."""
    raw_body: bytes = b""
    """As it was sent, for whoever signed it."""

    @property
    def scope(self) -> ClientScope:
        """The clients that the sender sees."""
        return self.principal.scope if self.principal else ClientScope(clients=frozenset())

    @property
    def client_id(self) -> ClientId:
        """The client named in the path.

        Raises:
            InvalidError: it is no client id.
        """
        return client_id(self.path.get("client_id"))

    def whole_number(self, name: str, *, default: int, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high`` in the query."""
        text = self.query.get(name)
        if text is None:
            return default
        if not _WHOLE.fullmatch(text) or not low <= int(text) <= high:
            raise InvalidError(field=name, expected=f"a whole number from {low} to {high}")
        return int(text)

    def instant(self, name: str) -> datetime | None:
        """An ISO 8601 date and time in the query; None when it is not there."""
        text = self.query.get(name)
        return None if text is None else instant_of(text, field=name)

    def flag(self, name: str) -> bool:
        """True or false in the query; false when it is not there."""
        text = self.query.get(name, "false")
        if text not in {"true", "false"}:
            raise InvalidError(field=name, expected="true or false")
        return text == "true"


class SessionCookie(Struct, frozen=True, kw_only=True):
    """What the browser shall keep for so many seconds; 0 ends it."""

    value: str
    lasts_s: int


class Reply(Struct, frozen=True, kw_only=True):
    """An answer with its HTTP status; None has no body.

    ``changes`` are for the audit log, and so is ``principal``, where the answer found out who asks.
    """

    answer: object
    status: HTTPStatus = HTTPStatus.OK
    changes: Sequence[Change] = ()
    principal: Principal | None = None
    cookie: SessionCookie | None = None


class Route(Struct, frozen=True, kw_only=True):
    """A route. ``action`` None is open to everybody; ``path`` has ``{client_id}`` style parameters.

    ``errors`` are statuses that it may answer besides those that follow from its other fields.
    ``is_for_nobody_too``: who shows no credentials gets in like to an open route; bad ones do not.
    """

    method: str
    path: str
    action: Action | None
    handle: Callable[[Request], Reply]
    summary: str
    answer: type | None
    statuses: tuple[HTTPStatus, ...] = (HTTPStatus.OK,)
    queries: tuple[Query, ...] = ()
    body: Mapping[str, Any] | None = None
    errors: tuple[HTTPStatus, ...] = ()
    is_for_browsers: bool = False
    is_for_nobody_too: bool = False
    open_limit: Limit = OPEN
    """How often one address may ask, where the route is open to everybody."""
    is_telemetry: bool = False
    """What is sent are data, not changes: the audit log keeps none of it."""

    def is_at(self, path: str) -> bool:
        """Whether the path is this route's, whatever the method."""
        return re.fullmatch(re.sub(r"{\w+}", "[^/]+", self.path), path) is not None

    @property
    def changes_state(self) -> bool:
        """Whether the audit log keeps every call."""
        return self.method != "GET" and not self.is_telemetry


def sender(request: Request) -> str:
    """Who asks, as it is kept with what they did."""
    return request.principal.key_id if request.principal else "nobody"


LIMIT = Query(
    name="limit", schema={"type": "integer", "minimum": 1, "maximum": 1000, "default": 1000}
)
CURSOR = Query(name="cursor", schema={"type": "string"})


def limit_of(request: Request) -> int:
    """How many lines a list may have."""
    return request.whole_number("limit", default=1000, low=1, high=1000)
