"""The main job, from the deployed template to what people and assistants read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys import assistant
from tests.journeys.running import Running, product, wait_for
from tests.journeys.served_system import served_system

if TYPE_CHECKING:
    from local.places import Places

A_MINUTE_AND_SOME = 100.0
"""A firing of the schedule, the cold start of two functions, and a slow machine."""

CLIENT = "/api/clients/tnt-limousine-001"


def registration(url: str) -> dict[str, Any]:
    return {
        "client_id": "tnt-limousine-001",
        "client_name": "TNT Limousine",
        "industry": "Transportation",
        "automation_systems": ["Booking Management"],
        "monitoring_endpoints": [url],
        "contact_email": "operations@tntlimo.example",
        "interval_minutes": 1,
        "timeout_seconds": 2,
        "retries": 0,
    }


def only_system(running: Running) -> dict[str, Any]:
    (system,) = running.get("/api/client/tnt-limousine-001/details")["health"]["systems"]
    return system


@pytest.mark.journey
def test_a_client_is_registered_polled_and_seen_down_with_its_reason(places: Places):
    with product(places, enforce_iam=False) as running:
        with served_system() as url:
            assert running.send("POST", "/api/clients", registration(url)).status_code == 201
            assert running.send("POST", "/api/clients", registration(url)).status_code == 200

            running.dispatch_now()

            wait_for(
                lambda: only_system(running),
                lambda system: system["status"] == "healthy",
                seconds=A_MINUTE_AND_SOME,
            )
        # Nobody invokes anything from here on: the schedule does.
        down = wait_for(
            lambda: only_system(running),
            lambda system: system["status"] == "down",
            seconds=A_MINUTE_AND_SOME,
        )

        assert down["reason_code"] == "connection"
        (client,) = running.get("/api/dashboard/summary")["clients"]
        assert client["overall_status"] == "down"
        assert client["reason_code"] == "connection"
        for era in assistant.ERAS:
            health = assistant.call(
                running, era, "get_system_health", client_id="tnt-limousine-001"
            )
            assert health["systems"][0]["reason_code"] == "connection"
            fleet = assistant.call(running, era, "get_all_clients_status")
            assert fleet["overall_summary"]["down_clients"] == 1


@pytest.mark.journey
@pytest.mark.iam
def test_the_deployed_roles_have_the_rights_that_the_way_to_a_verdict_needs(places: Places):
    with product(places, enforce_iam=True) as running, served_system() as url:
        registered = assistant.call(running, "2026-07-28", "register_client", **registration(url))
        assert registered["is_new"]

        # No call of ours: the schedule's own rights are tried as well.
        wait_for(
            lambda: only_system(running),
            lambda system: system["status"] == "healthy",
            seconds=A_MINUTE_AND_SOME,
        )

        (client,) = running.get("/api/dashboard/summary")["clients"]
        assert client["overall_status"] == "healthy"
        for path in ("/api/health-check", "/api/system/trends?days=30", "/api/clients"):
            running.get(path)
        change = {"version": running.get(CLIENT)["version"], "interval_minutes": 5}
        assert running.send("PATCH", CLIENT, change).status_code == 200
        assert running.send("POST", f"{CLIENT}/deactivate").status_code == 200
        assert running.send("POST", f"{CLIENT}/reactivate").status_code == 200
        assert running.send("POST", f"{CLIENT}/deactivate").status_code == 200
        assert running.send("DELETE", CLIENT).status_code == 204
