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


FLEET_READS = (
    *("/api/health-check", "/api/system/trends?days=30", "/api/clients", "/api/keys", "/api/audit"),
    "/api/sparklines?client_ids=tnt-limousine-001",
)
CLIENT_READS = ("history?timeframe=30d", "maintenance", "heartbeats", "archive")
WINDOW = {"name": "Patches", "starts_at": "2099-01-15T02:00", "duration_minutes": 60}
WRITES = (
    (f"{CLIENT}/maintenance", WINDOW, 201),
    (
        f"{CLIENT}/history/repair",
        {"from": "2025-01-01T00:00:00Z", "to": "2025-01-02T00:00:00Z"},
        202,
    ),
    ("/api/keys", {"name": "Wallboard", "role": "viewer"}, 201),
)
"""Each once under the rights of the deployed roles."""


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
        for path in (*FLEET_READS, *(f"{CLIENT}/{each}" for each in CLIENT_READS)):
            running.get(path)
        for path, body, status in WRITES:
            assert running.send("POST", path, body).status_code == status, path
        asked = running.send("POST", f"{CLIENT}/checks")
        assert asked.status_code == 202, asked.text
        wait_for(
            lambda: running.get(f"{CLIENT}/checks/{asked.json()['check_id']}"),
            lambda check: check["state"] == "finished",
            seconds=A_MINUTE_AND_SOME,
        )
        change = {"version": running.get(CLIENT)["version"], "interval_minutes": 5}
        assert running.send("PATCH", CLIENT, change).status_code == 200
        assert running.send("POST", f"{CLIENT}/deactivate").status_code == 200
        assert running.send("POST", f"{CLIENT}/reactivate").status_code == 200
        assert running.send("POST", f"{CLIENT}/deactivate").status_code == 200
        assert running.send("DELETE", CLIENT).status_code == 204
