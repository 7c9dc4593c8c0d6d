"""The common set of rules. Source: the developer guide, "Common Alert Configurations"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entelech.domain.fields import Fields
from entelech.domain.rule import EVERY_CLIENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TEMPLATES: Sequence[Mapping[str, Any]] = (
    {
        "metric_name": "uptime",
        "threshold": 95.0,
        "comparison": "less_than",
        "alert_type": "slack",
        "description": "Critical system down",
    },
    {
        "metric_name": "success_rate",
        "threshold": 90.0,
        "comparison": "less_than",
        "alert_type": "email",
        "description": "Performance degradation",
    },
    {
        "metric_name": "response_time",
        "threshold": 5000,
        "comparison": "greater_than",
        "alert_type": "webhook",
        "description": "High response times",
    },
    {
        "metric_name": "daily_automations",
        "threshold": 10,
        "comparison": "less_than",
        "alert_type": "email",
        "description": "Low automation volume, possibly a system that does not work",
    },
)
INSTALL_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "client_id": {
            "type": "string",
            "minLength": 1,
            "maxLength": 64,
            "default": EVERY_CLIENT,
            "description": "The client, or * for every client.",
        }
    },
}


def template_bodies(body: object) -> list[dict[str, Any]]:
    """The set as rules of the client that the body names, of every client where it names none.

    Raises:
        InvalidError: the body has other fields.
    """
    fields = Fields(body)
    fields.refuse_unknown(INSTALL_SCHEMA["properties"])
    client = fields.raw("client_id") if fields.has("client_id") else EVERY_CLIENT
    return [{"client_id": client, **each} for each in TEMPLATES]
