"""The ways to check a system: one file a type, each with the same few functions.

``probe`` makes an answer out of a URL, a check makes a verdict out of an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entelech.domain.checks.health import HealthCheck
from entelech.domain.checks.heartbeat import HeartbeatCheck
from entelech.domain.checks.http import HttpCheck
from entelech.domain.checks.tcp import TcpCheck
from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields

if TYPE_CHECKING:
    from collections.abc import Mapping

Check = HealthCheck | HttpCheck | TcpCheck | HeartbeatCheck

TYPES: Mapping[str, type[Check]] = {
    each.type: each for each in (HealthCheck, HttpCheck, TcpCheck, HeartbeatCheck)
}
"""By the name that a registration uses."""

CONTRACT = HealthCheck()
"""What every system is checked by unless said otherwise."""

CHECK_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type"],
    "properties": {
        "type": {"enum": list(TYPES)},
        **{name: each for kind in TYPES.values() for name, each in kind.schema.items()},
    },
}


def parse_check(value: object, *, field: str, zone: str = "UTC") -> Check:
    """A check as it was written; ``zone`` is the client's.

    Raises:
        InvalidError: names the part that is wrong.
    """
    fields = Fields(value, path=field)
    kind = TYPES[fields.choice("type", list(TYPES))]
    for name in sorted(CHECK_SCHEMA["properties"]):
        if fields.has(name) and name not in {"type", *kind.schema}:
            raise InvalidError(field=f"{field}.{name}", expected="nothing for this type")
    fields.refuse_unknown(CHECK_SCHEMA["properties"])
    return kind.parse(fields, field, zone)


def check_document(check: Check) -> dict[str, Any]:
    """The inverse of ``parse_check``: what is stored and shown."""
    return {"type": check.type, **check.document()}
