"""HTTP event -> JSON-RPC exchange -> HTTP answer. No sessions, no streams: one POST, one JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mcp_types import PARSE_ERROR

from entelech import wiring
from entelech.domain.access import Action, Principal
from entelech.domain.answer_headers import ANSWER_HEADERS
from entelech.domain.errors import EntelechError, InvalidError, RateLimitedError
from entelech.domain.request_body import body_bytes, read_body
from entelech.observability import logger
from entelech.services.auditing import Watched
from functions.mcp.exchange import Exchanged, exchange, rejected
from functions.mcp.oauth import METADATA_PATH, challenge, metadata
from functions.mcp.tool import Caller

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_lambda_powertools.utilities.typing import LambdaContext

_JSON = "application/json"
_STATUSES = {"unauthenticated": 401, "forbidden": 403, "too_large": 413, "rate_limited": 429}


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request to ``/mcp``."""
    method = event["requestContext"]["http"]["method"]
    headers = {name.lower(): value.strip() for name, value in event.get("headers", {}).items()}
    try:
        answer = (
            _described(method, event)
            or _refused(method, headers)
            or _exchanged(event, headers, context.aws_request_id)
        )
    except EntelechError as error:
        answer = _error(error, event, context.aws_request_id)
    answer["headers"] = {**answer["headers"], **ANSWER_HEADERS}
    logger.info("mcp_answered", job="mcp", method=method, status=answer["statusCode"])
    return answer


def _described(method: str, event: Mapping[str, Any]) -> dict[str, Any] | None:
    """The metadata of the door for assistants that sign in, where that is what is asked for."""
    issuer = wiring.settings().issuer
    if not issuer or event["rawPath"] != METADATA_PATH or method != "GET":
        return None
    body = json.dumps(metadata(event, issuer), separators=(",", ":"))
    return {"statusCode": 200, "headers": {"Content-Type": _JSON}, "body": body}


def _refused(method: str, headers: Mapping[str, str]) -> dict[str, Any] | None:
    """What HTTP alone decides: no other method, no browser of another origin, nothing but JSON."""
    if method != "POST":
        return {**_empty(405), "headers": {"Allow": "POST"}}
    if "origin" in headers:
        return _empty(403)
    if headers.get("content-type", "").split(";")[0].strip().lower() != _JSON:
        return _empty(415)
    accept = headers.get("accept", "*/*")
    if not any(each in accept for each in (_JSON, "application/*", "*/*")):
        return _empty(406)
    return None


def _caller(event: Mapping[str, Any], headers: Mapping[str, str], request_id: str) -> Caller:
    """Who asks, once it is sure that they may use assistants, and not too often; audited."""
    watched = Watched(
        operation="POST /mcp",
        action=Action.USE_ASSISTANT,
        changes_state=False,
        source=wiring.source_of(headers, event["requestContext"]["http"]["sourceIp"]),
        request_id=request_id,
    )
    with wiring.auditor().watching(watched):
        principal: Principal = wiring.access().authenticate(headers, watched.source)
        watched.principal = principal
        principal.require(Action.USE_ASSISTANT)
    return Caller(principal=principal, source=watched.source, request_id=request_id)


def _exchanged(
    event: Mapping[str, Any], headers: Mapping[str, str], request_id: str
) -> dict[str, Any]:
    caller = _caller(event, headers, request_id)
    text, is_base64 = event.get("body") or "", event.get("isBase64Encoded", False)
    try:
        message = read_body(body_bytes(text, is_base64=is_base64))
    except InvalidError as error:
        return _answer(rejected(PARSE_ERROR, f"Parse error: {error.message}"))
    return _answer(exchange(message, headers, caller))


def _answer(exchanged: Exchanged) -> dict[str, Any]:
    if exchanged.message is None:
        return _empty(exchanged.status)
    return {
        "statusCode": exchanged.status,
        "headers": {"Content-Type": _JSON},
        "body": json.dumps(exchanged.message, separators=(",", ":")),
    }


def _empty(status: int) -> dict[str, Any]:
    return {"statusCode": status, "headers": {}, "body": ""}


def _error(error: EntelechError, event: Mapping[str, Any], request_id: str) -> dict[str, Any]:
    status = _STATUSES.get(error.code, 503)
    fault = {
        "code": error.code,
        "message": error.message,
        "field": error.field,
        "request_id": request_id,
    }
    headers = {"Content-Type": _JSON}
    if status in {401, 403}:
        headers["WWW-Authenticate"] = challenge(event, status)
    if isinstance(error, RateLimitedError):
        headers["Retry-After"] = str(error.retry_after_s)
    return {"statusCode": status, "headers": headers, "body": json.dumps({"error": fault})}
