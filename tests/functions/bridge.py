"""The API's function as a WSGI application: an HTTP request becomes the gateway's event, and back."""

from __future__ import annotations

import base64
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from functions.api.openapi import openapi
from tests.functions.conftest import Context, event_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DOCUMENT_PATH = "/openapi.json"


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    import json  # noqa: PLC0415

    if environ["PATH_INFO"] == DOCUMENT_PATH:
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(openapi()).encode()]
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    answer = handler(event(environ), Context())
    body = answer["body"] or ""
    content = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    start_response(
        f"{answer['statusCode']} {HTTPStatus(answer['statusCode']).phrase}",
        [(name, str(value)) for name, value in answer["headers"].items()],
    )
    return [content]


def event(environ: dict[str, Any]) -> dict[str, Any]:
    """The request as the HTTP API hands it to a function."""
    path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    made = event_of(
        "http_api_request",
        rawPath=path,
        rawQueryString=environ["QUERY_STRING"],
        body=base64.b64encode(body).decode(),
        isBase64Encoded=True,
    )
    made["requestContext"]["http"].update(method=environ["REQUEST_METHOD"], path=path)
    made["headers"] = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_") and name != "HTTP_ACCEPT_ENCODING"  # nobody decodes here
    }
    query: dict[str, str] = {}
    for name, value in parse_qsl(environ["QUERY_STRING"], keep_blank_values=True):
        query[name] = f"{query[name]},{value}" if name in query else value
    if query:
        made["queryStringParameters"] = query
    return made
