"""HTTP event -> route -> service -> answer; the one place that turns errors into statuses."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response, content_types
from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from entelech import wiring
from entelech.domain.access import PrincipalKind
from entelech.domain.answer_headers import ANSWER_HEADERS
from entelech.domain.credentials import shows_nothing
from entelech.domain.document import document
from entelech.domain.errors import EntelechError, ForbiddenError, InvalidError, RateLimitedError
from entelech.domain.request_body import body_bytes, read_body
from entelech.domain.session import SESSION_COOKIE
from entelech.observability import logger
from entelech.services.auditing import Watched
from functions.api.routes import MODULES, part_of, routes_in
from functions.api.routing import Request, Route, SessionCookie

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
    from aws_lambda_powertools.utilities.typing import LambdaContext

_STATUSES = {
    "invalid": HTTPStatus.BAD_REQUEST,
    "blocked_address": HTTPStatus.BAD_REQUEST,
    "unauthenticated": HTTPStatus.UNAUTHORIZED,
    "forbidden": HTTPStatus.FORBIDDEN,
    "not_found": HTTPStatus.NOT_FOUND,
    "conflict": HTTPStatus.CONFLICT,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "rate_limited": HTTPStatus.TOO_MANY_REQUESTS,
    "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
}

_TARGETS = {
    "key_id",
    "check_id",
    "window_id",
    "month",
    "channel_id",
    "notification_id",
    "report_id",
    "report_type",
    "bulk_id",
    "rule_id",
    "incident_id",
    "silence_id",
}
_TOKEN_IN_PATH = re.compile(r"(?<=/api/ingest/heartbeat/).*")

OUR_PAGE_HEADER = "x-entelech"

app = APIGatewayHttpResolver()
_loaded: set[str] = set()


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request of the HTTP API."""
    _load(part_of(event["rawPath"]))
    answer = app.resolve(event, context)
    answer["headers"] = {**answer["headers"], **ANSWER_HEADERS}
    http = event["requestContext"]["http"]
    logger.info(
        "request_answered",
        job="api",
        method=http["method"],
        path=_TOKEN_IN_PATH.sub("...", http["path"]),
        status=answer["statusCode"],
    )
    return answer


def _answer(route: Route, **path: str) -> Response[str]:
    event = app.current_event
    headers = _headers(event)
    query = dict(event.query_string_parameters or {})
    watched = Watched(
        operation=f"{route.method} {route.path}",
        action=route.action,
        changes_state=route.changes_state,
        source=wiring.source_of(headers, event.request_context.http.source_ip),
        request_id=app.lambda_context.aws_request_id,
        target=next((each[:64] for name, each in path.items() if name in _TARGETS), None),
        arguments=(path, query),
    )
    with wiring.auditor().watching(watched):
        _admit(route, headers, watched)
        _refuse_unknown_query(route, query)
        raw = _raw_body() if route.body is not None else b""
        body = read_body(raw) if route.body is not None else None
        watched.arguments = (path, query, body)
        request = Request(
            principal=watched.principal,
            source=watched.source,
            path=path,
            query=query,
            body=body,
            headers=headers,
            raw_body=raw,
        )
        reply = route.handle(request)
        watched.principal = watched.principal or reply.principal
        watched.changes = reply.changes
    response = _response(reply.status, reply.answer)
    if reply.cookie is not None:
        response.cookies = [_cookie(reply.cookie)]
    return response


def _headers(event: APIGatewayProxyEventV2) -> dict[str, str]:
    """By lower-case name; the gateway hands cookies over apart from the others."""
    headers = {name.lower(): value for name, value in event.headers.items()}
    cookies = event.raw_event.get("cookies", [])
    return {**headers, "cookie": "; ".join(cookies)} if cookies else headers


def _admit(route: Route, headers: Mapping[str, str], watched: Watched) -> None:
    """Let pass who may, and not too often."""
    if route.action is None or (route.is_for_nobody_too and shows_nothing(headers)):
        wiring.limiter().spend(route.open_limit, watched.source.network)
    else:
        watched.principal = wiring.access().authenticate(headers, watched.source)
        watched.principal.require(route.action)
    is_browser = watched.principal is not None and watched.principal.kind is PrincipalKind.SESSION
    if route.changes_state and (is_browser or route.is_for_browsers):
        _require_our_page(headers)


def _require_our_page(headers: Mapping[str, str]) -> None:
    """A page of another site can send a browser here, but no header of its own without being asked."""
    if headers.get(OUR_PAGE_HEADER) != "1":
        raise ForbiddenError(f"A change from a browser needs the header '{OUR_PAGE_HEADER}: 1'.")


def _refuse_unknown_query(route: Route, query: dict[str, str]) -> None:
    known = [each.name for each in route.queries]
    for name in sorted(query):
        if name not in known:
            expected = f"only {', '.join(known)}" if known else "no query parameters"
            raise InvalidError(field=name[:64], expected=expected)


def _raw_body() -> bytes:
    event = app.current_event
    return body_bytes(event.body or "", is_base64=event.is_base64_encoded or False)


def _response(status: HTTPStatus, answer: object) -> Response[str]:
    body = "" if answer is None else json.dumps(document(answer), separators=(",", ":"))
    return Response(
        status_code=status,
        content_type=None if answer is None else content_types.APPLICATION_JSON,
        body=body,
        compress=bool(body),
    )


def _cookie(cookie: SessionCookie) -> Cookie:
    return Cookie(
        name=SESSION_COOKIE,
        value=cookie.value,
        path="/api",
        secure=True,
        http_only=True,
        same_site=SameSite.STRICT_MODE,
        max_age=cookie.lasts_s,
    )


def _error(code: str, message: str, field: str | None, status: HTTPStatus) -> Response[str]:
    request_id = app.lambda_context.aws_request_id
    fault = {"code": code, "message": message, "field": field, "request_id": request_id}
    response = _response(status, {"error": fault})
    if status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="entelech"'
    return response


def _known_error(error: EntelechError) -> Response[str]:
    status = _STATUSES.get(error.code, HTTPStatus.INTERNAL_SERVER_ERROR)
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        logger.exception("dependency_unavailable", job="api")
    response = _error(error.code, error.message, error.field, status)
    if isinstance(error, RateLimitedError):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def _unknown_error(_: Exception) -> Response[str]:
    logger.exception("request_broke", job="api")
    message = "Something broke on our side; the request id finds it in the log."
    return _error("internal", message, None, HTTPStatus.INTERNAL_SERVER_ERROR)


def _no_such_route(_: Exception) -> Response[str]:
    asked = app.current_event
    near = [route for route in routes_in(part_of(asked.path)) if route.is_at(asked.path)]
    by_name = [route for route in near if route.path == asked.path]  # not one by somebody's id
    methods = sorted(route.method for route in by_name or near)
    if not methods or asked.http_method in methods:  # as well where no id can be like that
        return _error("not_found", "There is no such route.", None, HTTPStatus.NOT_FOUND)
    message = f"This route takes {', '.join(methods)}."
    response = _error("method_not_allowed", message, None, HTTPStatus.METHOD_NOT_ALLOWED)
    response.headers["Allow"] = ", ".join(methods)
    return response


def _load(part: str) -> None:
    """Let the resolver know the routes of that part, once."""
    if part in _loaded or part not in MODULES:
        return
    _loaded.add(part)
    for route in routes_in(part):
        rule = route.path.replace("{", "<").replace("}", ">")
        app.route(rule, method=route.method)(_bound(route))


def _bound(route: Route) -> Callable[..., Response[str]]:
    def answer(**path: str) -> Response[str]:
        return _answer(route, **path)

    return answer


app.exception_handler(EntelechError)(_known_error)
app.exception_handler(Exception)(_unknown_error)
app.not_found(_no_such_route)
