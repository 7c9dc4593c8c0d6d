"""The rule by which a newcomer sees an alert arrive."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from entelech.domain.rule_request import parse_rule
from local import demo_rule
from tests.builders import at


class Api:
    """The product's API as far as the rule meets it."""

    def __init__(self, *known: dict[str, Any], status: int = 201) -> None:
        self.known = list(known)
        self.status = status
        self.made: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/api/rules"
        if request.method == "GET":
            return httpx.Response(200, json={"rules": self.known, "next_cursor": None})
        self.made.append(json.loads(request.content))
        return httpx.Response(self.status, json={})


def make(api: Api) -> None:
    with httpx.Client(base_url="http://127.0.0.1", transport=httpx.MockTransport(api)) as client:
        demo_rule._make(client)


def test_the_rule_is_made_where_there_is_none() -> None:
    api = Api()

    make(api)

    assert api.made == [demo_rule.RULE]


def test_the_rules_of_somebody_are_left_alone() -> None:
    api = Api({"rule_id": "r1"})

    make(api)

    assert api.made == []


def test_a_refusal_is_told() -> None:
    with pytest.raises(demo_rule.RuleError, match="400"):
        make(Api(status=400))


def test_it_mails_when_any_client_is_not_well() -> None:
    rule = parse_rule(demo_rule.RULE, rule_id="r1", now=at())

    assert (rule.client_id, rule.metric_name, rule.channels) == (None, "status", ("email",))
