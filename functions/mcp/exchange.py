"""One JSON-RPC exchange through the SDK, without a server loop, a session or ASGI in between.

``serve_one`` and ``Connection`` are the SDK's own single-exchange parts; they are not documented
as stable, so the SDK is pinned to its minor version.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import anyio
from mcp.server.connection import Connection
from mcp.server.runner import modern_error_data, serve_one
from mcp.shared.exceptions import NoBackChannelError
from mcp.shared.inbound import (
    ERROR_CODE_HTTP_STATUS,
    MCP_PROTOCOL_VERSION_HEADER,
    InboundLadderRejection,
    classify_inbound_request,
)
from mcp.shared.message import MessageMetadata
from mcp.shared.transport_context import TransportContext
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    ErrorData,
    RequestId,
)
from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS, LATEST_HANDSHAKE_VERSION
from msgspec import Struct, field

from entelech.observability import count, logger
from functions.mcp.server import server

if TYPE_CHECKING:
    from mcp.shared.dispatcher import CallOptions

    from functions.mcp.tool import Caller

_STREAMS = {"subscriptions/listen"}


class Exchanged(Struct, frozen=True, kw_only=True):
    """The answer to a request: an HTTP status and a JSON-RPC message, None for a notification."""

    status: int
    message: Mapping[str, Any] | None


class _Exchange(Struct):
    """The SDK's ``DispatchContext`` for one request that nothing can be sent back to meanwhile."""

    transport: TransportContext
    request_id: RequestId | None
    message_metadata: MessageMetadata = None
    can_send_request: bool = False
    cancel_requested: anyio.Event = field(default_factory=anyio.Event)

    async def send_raw_request(
        self, method: str, _params: Mapping[str, Any] | None, _opts: CallOptions | None = None
    ) -> dict[str, Any]:
        raise NoBackChannelError(method)

    async def notify(
        self, _method: str, _params: Mapping[str, Any] | None, _opts: CallOptions | None = None
    ) -> None:
        """A JSON answer carries nothing but itself."""

    async def progress(
        self, _progress: float, _total: float | None = None, _message: str | None = None
    ) -> None:
        """A JSON answer carries no progress."""


def exchange(body: object, headers: Mapping[str, str], caller: Caller) -> Exchanged:
    """Answer a decoded JSON-RPC body; ``headers`` have lower-case names.

    The protocol era follows from the version header: absent or a handshake version is the older
    one, anything else goes through the SDK's ladder of checks for the newer.
    """
    if not isinstance(body, Mapping):
        return rejected(INVALID_REQUEST, "Expected one JSON-RPC 2.0 message")
    fault = _fault(body)
    if fault is not None:
        return rejected(INVALID_REQUEST, fault)
    if "id" not in body:
        return Exchanged(status=202, message=None)
    connection = _connection(body, headers)
    if isinstance(connection, InboundLadderRejection):
        return rejected(connection.code, connection.message, body["id"], connection.data)
    if body["method"] in _STREAMS:
        return rejected(METHOD_NOT_FOUND, "Method not found", body["id"])
    return _served(body, headers, connection, caller)


def _fault(body: Mapping[str, Any]) -> str | None:
    """What is wrong with the envelope of a message, None when nothing is."""
    request_id, params = body.get("id", 0), body.get("params")
    if body.get("jsonrpc") != "2.0":
        return "Expected one JSON-RPC 2.0 message"
    if not isinstance(body.get("method"), str):
        return "Expected a method"
    if not isinstance(request_id, str | int) or isinstance(request_id, bool):
        return "Expected an id that is a text or a whole number"
    if params is not None and not isinstance(params, Mapping):
        return "Expected params to be an object"
    return None


def _connection(
    body: Mapping[str, Any], headers: Mapping[str, str]
) -> Connection | InboundLadderRejection:
    version = headers.get(MCP_PROTOCOL_VERSION_HEADER)
    if version is None or version in HANDSHAKE_PROTOCOL_VERSIONS:
        return Connection.from_envelope(version or LATEST_HANDSHAKE_VERSION, None, None)
    route = classify_inbound_request(body, headers=headers)
    if isinstance(route, InboundLadderRejection):
        return route
    return Connection.from_envelope(
        route.protocol_version, route.client_info, route.client_capabilities
    )


def rejected(
    code: int, message: str, request_id: RequestId | None = None, data: object = None
) -> Exchanged:
    """A JSON-RPC error with the HTTP status that belongs to its code."""
    error: dict[str, Any] = {"code": code, "message": message}
    if data is not None:
        error["data"] = data
    return Exchanged(
        status=ERROR_CODE_HTTP_STATUS.get(code, 200),
        message={"jsonrpc": "2.0", "id": request_id, "error": error},
    )


def _served(
    body: Mapping[str, Any], headers: Mapping[str, str], connection: Connection, caller: Caller
) -> Exchanged:
    request_id: RequestId = body["id"]
    context = _Exchange(
        transport=TransportContext(kind="streamable-http", can_send_request=False, headers=headers),
        request_id=request_id,
    )
    serving = serve_one(
        server(),
        context,
        body["method"],
        body.get("params"),
        connection=connection,
        lifespan_state=caller,
    )
    try:
        result = _loop().run_until_complete(serving)
    except Exception as error:  # noqa: BLE001 - the SDK maps whatever its handlers raise
        return _failed(modern_error_data(error), request_id, connection)
    return Exchanged(status=200, message={"jsonrpc": "2.0", "id": request_id, "result": result})


def _failed(error: ErrorData, request_id: RequestId, connection: Connection) -> Exchanged:
    """The error with its own HTTP status in the newer era, with 200 in the older.

    To the gateway even one of our own is an answer like others, so it is counted here.
    """
    if error.code == INTERNAL_ERROR:
        logger.exception("request_broke", job="mcp")
        count("McpRequestsBroken")
    answer = rejected(error.code, error.message, request_id, error.data)
    if connection.protocol_version in HANDSHAKE_PROTOCOL_VERSIONS:
        return Exchanged(status=200, message=answer.message)
    return answer


@cache
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()
