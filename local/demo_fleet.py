"""The twelve made-up clients of the demo, each with three systems."""

from __future__ import annotations

from dataclasses import dataclass

from local.loopback import HOST

SYSTEMS_PER_CLIENT = 3
HTTPS_SYSTEM = 1
"""The system of each client that speaks HTTPS, so that certificates have their part in the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoClient:
    """A client of the demo as it registers."""

    client_id: str
    client_name: str
    industry: str
    systems: tuple[str, str, str]
    contact_email: str

    def registration(self, endpoints: list[str]) -> dict[str, object]:
        """Body of ``POST /api/clients``, in the shape of the seed's ``register_client``."""
        return {
            "client_id": self.client_id,
            "client_name": self.client_name,
            "industry": self.industry,
            "automation_systems": list(self.systems),
            "monitoring_endpoints": endpoints,
            "contact_email": self.contact_email,
            "interval_minutes": 1,
            "timeout_seconds": 5,
            "retries": 1,
            "degraded_over_ms": 1500,
            "value_terms": {
                "hourly_rate": 25,
                "minutes_saved_per_run": 15,
                "monthly_retainer": 900,
            },
        }


def _client(client_id: str, name: str, industry: str, mailbox: str, *systems: str) -> DemoClient:
    first, second, third = systems
    return DemoClient(
        client_id=client_id,
        client_name=name,
        industry=industry,
        systems=(first, second, third),
        contact_email=f"{mailbox}@{client_id.rsplit('-', 1)[0]}.example",
    )


# fmt: off
FLEET: tuple[DemoClient, ...] = (
    _client("tnt-limousine-001", "TNT Limousine", "Transportation", "operations",
            "Lead Processing System", "Booking Management", "Customer Communication"),
    _client("cedar-accounting-001", "Cedar Accounting", "Finance", "office",
            "Lead Processing", "Invoice Matching", "Document Collection"),
    _client("harbor-limousine-001", "Harbor Limousine", "Transportation", "dispatch",
            "Lead Processing", "Booking Management", "Driver Dispatch"),
    _client("lakeshore-plumbing-001", "Lakeshore Plumbing", "Home services", "office",
            "Lead Processing", "Job Scheduling", "Review Requests"),
    _client("meridian-dental-001", "Meridian Dental", "Healthcare", "frontdesk",
            "Lead Processing", "Appointment Reminders", "Insurance Checks"),
    _client("blue-ridge-catering-001", "Blue Ridge Catering", "Hospitality", "events",
            "Quote Builder", "Order Intake", "Supplier Orders"),
    _client("brightside-legal-001", "Brightside Legal", "Legal", "intake",
            "Client Intake", "Document Assembly", "Deadline Calendar"),
    _client("juniper-roofing-001", "Juniper Roofing", "Construction", "estimates",
            "Lead Processing", "Estimate Builder", "Crew Scheduling"),
    _client("cedar-logistics-001", "Cedar Logistics", "Logistics", "control",
            "Load Matching", "Shipment Tracking", "Proof of Delivery"),
    _client("summit-plumbing-001", "Summit Plumbing", "Home services", "service",
            "Lead Processing", "Job Scheduling", "Payment Reminders"),
    _client("redwood-catering-001", "Redwood Catering", "Hospitality", "kitchen",
            "Order Intake", "Staff Rota", "Supplier Orders"),
    _client("northgate-fitness-001", "Northgate Fitness", "Wellness", "members",
            "Member Sign-up", "Class Booking", "Win-back Messages"),
)
# fmt: on


def endpoints_of(client: int, first_port: int) -> list[str]:
    """Base URLs of a client's systems; each system has a port of its own, counted from the first."""
    ports = range(
        first_port + client * SYSTEMS_PER_CLIENT, first_port + (client + 1) * SYSTEMS_PER_CLIENT
    )
    return [
        f"{'https' if system == HTTPS_SYSTEM else 'http'}://{HOST}:{port}"
        for system, port in enumerate(ports)
    ]
