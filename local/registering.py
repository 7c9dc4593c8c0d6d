"""Registers the demo clients through the product's own API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from local.demo_fleet import FLEET, endpoints_of

if TYPE_CHECKING:
    from local.demo_fleet import DemoClient


class RegistrationError(RuntimeError):
    """The API did not take a demo client; the text has its answer."""


def register_fleet(api_url: str, key: str, first_port: int) -> int:
    """Register every demo client where it now listens; return how many were new or had moved.

    Doing it again changes nothing.
    """
    with httpx.Client(
        base_url=api_url, headers={"Authorization": f"Bearer {key}"}, trust_env=False, timeout=30.0
    ) as api:
        return sum(
            _register(api, client, endpoints_of(place, first_port))
            for place, client in enumerate(FLEET)
        )


def _register(api: httpx.Client, client: DemoClient, endpoints: list[str]) -> bool:
    body = client.registration(endpoints)
    answer = api.post("/api/clients", json=body)
    if answer.status_code == httpx.codes.CONFLICT:
        return _move(api, client, body)
    _require(answer, {httpx.codes.CREATED, httpx.codes.OK}, client)
    return answer.status_code == httpx.codes.CREATED


def _move(api: httpx.Client, client: DemoClient, body: dict[str, Any]) -> bool:
    """Tell the API where a client of an earlier run listens now; what an operator has changed stays."""
    path = f"/api/clients/{client.client_id}"
    known = _require(api.get(path), {httpx.codes.OK}, client)
    places = {name: body[name] for name in ("automation_systems", "monitoring_endpoints")}
    if not known["is_active"] or known["monitoring_endpoints"] == places["monitoring_endpoints"]:
        return False
    _require(api.patch(path, json=places | {"version": known["version"]}), {httpx.codes.OK}, client)
    return True


def _require(answer: httpx.Response, statuses: set[int], client: DemoClient) -> dict[str, Any]:
    if answer.status_code not in statuses:
        raise RegistrationError(f"{client.client_id}: {answer.status_code} {answer.text[:300]}")
    content: dict[str, Any] = answer.json()
    return content
