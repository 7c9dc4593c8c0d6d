"""Every route of the API, by the first part of its path after ``/api/``.

A module is loaded when something under its part is first asked for: a cold start pays for no other.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from functions.api.routing import Route

MODULES: Mapping[str, tuple[str, ...]] = {
    "health-check": ("dashboard",),
    "dashboard": ("dashboard",),
    "client": ("details",),
    "system": ("dashboard",),
    "clients": (
        "clients",
        "alerts",
        "history",
        "maintenance",
        "heartbeats",
        "checks",
        "archive",
        "metrics",
        "report_schedules",
    ),
    "ingest": ("ingest",),
    "sparklines": ("sparklines",),
    "keys": ("keys",),
    "rules": ("rules",),
    "silences": ("silences",),
    "incidents": ("incidents",),
    "session": ("session",),
    "audit": ("audit",),
    "channels": ("channels",),
    "notifications": ("notifications",),
    "reports": ("reports",),
}


def routes_in(part: str) -> tuple[Route, ...]:
    """The routes whose path has that part after ``/api/``; none where it is not one of ours."""
    modules = [import_module(f"{__name__}.{name}") for name in MODULES.get(part, ())]
    found = [route for module in modules for route in module.ROUTES]
    return tuple(route for route in found if part_of(route.path) == part)


def every_route() -> tuple[Route, ...]:
    """All of them, for documents and tests."""
    return tuple(route for part in MODULES for route in routes_in(part))


def part_of(path: str) -> str:
    """What stands after ``/api/``, up to the next slash."""
    return path.removeprefix("/api/").partition("/")[0]
