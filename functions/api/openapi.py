"""Writes the OpenAPI document from the table of routes: ``python -m functions.api.openapi``."""

from __future__ import annotations

import json
import re
import sys
from http import HTTPStatus
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import inspect

from entelech.domain.configuration import SLUG_PATTERN
from functions.api.routes import every_route

if TYPE_CHECKING:
    from collections.abc import Collection

    from functions.api.routing import Route

_SCHEMAS = "#/components/schemas/"
_ERROR_SCHEMA = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "field", "request_id"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "field": {"type": ["string", "null"]},
                "request_id": {"type": "string"},
            },
        }
    },
}
_PATH_PARAMETERS: dict[str, dict[str, Any]] = {
    "bulk_id": {"schema": {"type": "string", "minLength": 1}, "example": "0m5xq2v40-a1b2c3d4"},
    "client_id": {
        "schema": {"type": "string", "pattern": SLUG_PATTERN},
        "example": "tnt-limousine-001",
    },
    "check_id": {"schema": {"type": "string", "minLength": 1}, "example": "0m5xq2v40-a1b2c3d4"},
    "channel_id": {"schema": {"type": "string", "minLength": 1}, "example": "email"},
    "notification_id": {
        "schema": {"type": "string", "minLength": 1},
        "example": "YTEjMSNmaXJlZCNlbWFpbA",
    },
    "key_id": {"schema": {"type": "string", "minLength": 1}, "example": "a1b2c3d4"},
    "month": {
        "schema": {"type": "string", "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])$"},
        "example": "2025-01",
    },
    "report_id": {
        "schema": {"type": "string", "minLength": 1},
        "example": "monthly-2025-01-01-2025-01-31",
    },
    "report_type": {
        "schema": {"enum": ["daily", "weekly", "monthly", "quarterly"]},
        "example": "monthly",
    },
    "rule_id": {
        "schema": {"type": "string", "minLength": 1},
        "example": "tnt-limousine-001.0m5xq2v40-a1b2c3d4",
    },
    "incident_id": {
        "schema": {"type": "string", "minLength": 1},
        "example": "0m5xq2v40-a1b2c3d4.tnt-limousine-001",
    },
    "silence_id": {"schema": {"type": "string", "minLength": 1}, "example": "0m5xq2v40-a1b2c3d4"},
    "token": {"schema": {"type": "string", "minLength": 1}, "example": "tnt.0123.1.abcd"},
    "window_id": {"schema": {"type": "string", "minLength": 1}, "example": "0m5xq2v40-a1b2c3d4"},
}
_ERROR_HEADERS: dict[HTTPStatus, tuple[str, dict[str, Any]]] = {
    HTTPStatus.UNAUTHORIZED: ("WWW-Authenticate", {"type": "string"}),
    HTTPStatus.TOO_MANY_REQUESTS: ("Retry-After", {"type": "integer", "minimum": 1}),
}


def openapi() -> dict[str, Any]:
    """The OpenAPI 3.1 document of all routes."""
    routes = every_route()
    paths: dict[str, Any] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    schemas = {"Error": _ERROR_SCHEMA, **_answers({route.answer for route in routes} - {None})}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Entelech Monitor", "version": "1"},
        "security": [{"key": []}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.handle.__name__,
        "summary": route.summary,
        "parameters": [
            *_path_parameters(route),
            *_query_parameters(route),
            *_header_parameters(route),
        ],
        "responses": {
            **{str(int(status)): _content(route, status) for status in route.statuses},
            **{str(int(status)): _error_content(status) for status in _errors(route)},
        },
    }
    if route.body is not None:
        operation["requestBody"] = {
            "required": bool(route.body.get("required")),  # no body is read as an empty object
            "content": _json_content(dict(route.body)),
        }
    if route.action is None:
        operation["security"] = []
    if route.is_for_nobody_too:
        operation["security"] = [{}, {"key": []}]
    return operation


def _answers(answers: Collection[Any]) -> dict[str, Any]:
    """The schemas of answers and of what is in them, by name; no field of an answer is ever left out."""
    _, schemas = msgspec.json.schema_components(answers, ref_template=f"{_SCHEMAS}{{name}}")
    for name, schema in schemas.items():
        if "." in name:
            raise ValueError(f"two answers are named {name.rpartition('.')[2]}")
        schema["description"] = cleandoc(schema["description"])
        if "properties" in schema:
            schema["required"] = list(schema["properties"])
    for answer in answers:
        _say_instants(inspect.type_info(answer), schemas)
    return schemas


def _say_instants(kind: inspect.Type, schemas: dict[str, Any], schema: Any = None) -> None:
    """An instant is written in UTC, which its type does not say."""
    match kind:
        case inspect.StructType():
            properties = schemas[kind.cls.__name__]["properties"]
            for field in kind.fields:
                _say_instants(field.type, schemas, properties[field.name])
        case inspect.UnionType():
            for each, option in zip(kind.types, schema["anyOf"], strict=True):
                _say_instants(each, schemas, option)
        case inspect.CollectionType():
            _say_instants(kind.item_type, schemas, schema["items"])
        case inspect.DictType():
            _say_instants(kind.value_type, schemas, schema.get("additionalProperties"))
        case inspect.DateTimeType():
            schema["format"] = "date-time"


def _content(route: Route, status: HTTPStatus) -> dict[str, Any]:
    if route.answer is None or status is HTTPStatus.NO_CONTENT:
        return {"description": status.phrase}
    reference = {"$ref": f"{_SCHEMAS}{route.answer.__name__}"}
    return {"description": status.phrase, "content": _json_content(reference)}


def _errors(route: Route) -> list[HTTPStatus]:
    """What a route may answer instead, besides what it declares itself."""
    found = {
        *route.errors,
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.SERVICE_UNAVAILABLE,
    }
    if route.action is not None:
        found |= {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    if "{" in route.path:
        found.add(HTTPStatus.NOT_FOUND)
    if route.changes_state:
        found.add(HTTPStatus.CONFLICT)
    if route.body is not None:
        found.add(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return sorted(found - set(route.statuses))


def _error_content(status: HTTPStatus) -> dict[str, Any]:
    content: dict[str, Any] = {
        "description": status.phrase,
        "content": _json_content({"$ref": "#/components/schemas/Error"}),
    }
    if status in _ERROR_HEADERS:
        name, schema = _ERROR_HEADERS[status]
        content["headers"] = {name: {"required": True, "schema": schema}}
    return content


def _json_content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, **_PATH_PARAMETERS[name]}
        for name in re.findall(r"{(\w+)}", route.path)
    ]


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name,
            "in": "query",
            "required": each.is_required,
            "schema": dict(each.schema),
        }
        for each in route.queries
    ]


def _header_parameters(route: Route) -> list[dict[str, Any]]:
    """A session's every change needs it too; a key's needs none, so only these routes say so."""
    if not (route.is_for_browsers and route.changes_state):
        return []
    schema = {"enum": ["1"]}
    return [{"name": "X-Entelech", "in": "header", "required": True, "schema": schema}]


if __name__ == "__main__":
    json.dump(openapi(), sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
