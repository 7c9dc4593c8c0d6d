"""The answers that the tests of the page stand on are what the service promises."""

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.verify.canned_alerts import BACKTEST, BOT, OWN_RULE, a_saved_channel, an_attempt
from tests.verify.canned_api import DASHBOARD, SIGNED_IN, CannedApi, Json, Query
from tests.verify.canned_fleet import a_manual_check, a_summary
from tests.verify.canned_metrics import nothing_known
from tests.verify.canned_reports import BRAND, QUEUED, bulk

QUERIES: dict[str, list[Query]] = {
    "/api/sparklines": [{"client_ids": "cedar-accounting,meridian-fitness"}],
    "/api/system/trends": [{"days": "60"}],
    "/api/clients/cedar-accounting/history": [
        {},
        {"timeframe": "90d", "system": "Lead Processing"},
        {"day": "2026-11-16"},
    ],
    "/api/clients/cedar-accounting/metrics": [{"timeframe": "30d"}],
}
OF_CHANGES: dict[str, list[Json]] = {
    "Backtest": [BACKTEST],
    "BrandShown": [BRAND],
    "BulkProgress": [bulk(done=0, failed=0, remaining=None), bulk(done=7, failed=1, remaining=3)],
    "DeliveryAttempt": [an_attempt()],
    "ManualCheckShown": [a_manual_check(state) for state in ("queued", "running", "finished")],
    "NewChannel": [a_saved_channel(BOT, signing_secret="whsec_")],
    "PerformanceMetrics": [nothing_known({"timeframe": "30d"})],
    "ReportShown": [QUEUED],
    "RuleShown": [OWN_RULE],
    "SignedIn": [SIGNED_IN],
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    text = (DASHBOARD.parent / "docs" / "openapi.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def test_every_canned_answer_is_what_its_route_promises(
    api: CannedApi, document: dict[str, Any]
) -> None:
    for path, answer in api.answers.items():
        schema = _promised(document, path)
        for query in QUERIES.get(path, [{}]):
            said = answer if isinstance(answer, dict) else answer(query)
            assert _faults(said, schema, document) == []


def test_the_fleet_and_its_client_are_what_the_service_promises(
    api: CannedApi, document: dict[str, Any]
) -> None:
    for summary in (api.summary, a_summary([])):
        promised = _promised(document, "/api/dashboard/summary")
        assert _faults(summary, promised, document) == []
    for client_id, details in api.details.items():
        promised = _promised(document, f"/api/client/{client_id}/details")
        assert _faults(details, promised, document) == []


@pytest.mark.parametrize("name", OF_CHANGES)
def test_an_answer_to_a_change_is_what_the_service_promises(
    name: str, document: dict[str, Any]
) -> None:
    for answer in OF_CHANGES[name]:
        assert _faults(answer, {"$ref": f"#/components/schemas/{name}"}, document) == []


def _promised(document: dict[str, Any], path: str) -> Json:
    """The schema of the answer to a GET of `path`; a route without parameters goes first."""
    routes = sorted(document["paths"], key=lambda route: route.count("{"))
    for route in routes:
        pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(route))
        if re.fullmatch(pattern, path) and "get" in document["paths"][route]:
            answers = document["paths"][route]["get"]["responses"]
            found: Json = answers["200"]["content"]["application/json"]["schema"]
            return found
    raise AssertionError(f"no route promises anything for {path}")


def _faults(answer: Json, schema: Json, document: dict[str, Any]) -> list[str]:
    validator = Draft202012Validator(schema | {"components": document["components"]})
    return [f"{each.json_path}: {each.message}" for each in validator.iter_errors(answer)]
