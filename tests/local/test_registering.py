"""Registration of the demo clients."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from local import registering
from local.demo_fleet import FLEET, endpoints_of

CLIENT = FLEET[0]
PATH = f"/api/clients/{CLIENT.client_id}"
HERE, ELSEWHERE = endpoints_of(0, 8700), endpoints_of(0, 8800)


@dataclass
class Api:
    """The product's API as far as a registration meets it."""

    known: dict[str, Any] | None = None
    changes: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content or b"{}")
        if request.method == "POST":
            if self.known is None:
                return httpx.Response(201, json=body)
            is_same = all(self.known[name] == value for name, value in body.items())
            return httpx.Response(200 if is_same else 409, json=body)
        assert request.url.path == PATH
        if request.method == "PATCH":
            self.changes.append(body)
        return httpx.Response(200, json=self.known)


def register(api: Api, endpoints: list[str]) -> bool:
    with httpx.Client(base_url="http://127.0.0.1", transport=httpx.MockTransport(api)) as client:
        return registering._register(client, CLIENT, endpoints)


def known(**changes: object) -> dict[str, Any]:
    return {**CLIENT.registration(HERE), "is_active": True, "version": 7, **changes}


def test_an_unknown_client_is_registered():
    assert register(Api(), HERE)


def test_a_client_that_is_where_it_was_is_left_alone():
    api = Api(known=known())

    assert not register(api, HERE)
    assert api.changes == []


def test_a_client_that_listens_elsewhere_is_moved():
    api = Api(known=known())

    assert register(api, ELSEWHERE)
    assert api.changes == [
        {
            "version": 7,
            "automation_systems": list(CLIENT.systems),
            "monitoring_endpoints": ELSEWHERE,
        }
    ]


@pytest.mark.parametrize("change", [{"interval_minutes": 5}, {"is_active": False}])
def test_what_an_operator_has_changed_stays(change: dict[str, object]):
    api = Api(known=known(client_name="TNT", **change))

    assert not register(api, HERE)
    assert api.changes == []


def test_an_answer_that_was_not_expected_is_told():
    def refuses(_: httpx.Request) -> httpx.Response:
        return httpx.Response(422, json={"error": {"code": "invalid"}})

    with (
        httpx.Client(base_url="http://127.0.0.1", transport=httpx.MockTransport(refuses)) as client,
        pytest.raises(registering.RegistrationError, match=r"tnt-limousine-001: 422 .*invalid"),
    ):
        registering._register(client, CLIENT, HERE)
