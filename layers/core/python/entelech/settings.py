"""The one contract between the deployment and the running code: environment variables."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class SettingsError(ValueError):
    """A variable of the environment is missing or malformed; the text names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a function is told by the deployment that it belongs to."""

    stage: str
    table_name: str
    poll_queue_url: str
    rollup_queue_url: str
    health_check_interval_seconds: int = 900
    """Interval of a client that names none; the seed's HEALTH_CHECK_INTERVAL."""
    allow_loopback: bool = False
    """Whether clients' systems may live on this machine; only the local stage says yes."""
    extra_ca_pem: str = ""
    """PEM certificates trusted beside the system's, for systems behind a private authority."""
    origin_proof: str = ""
    """What our distribution shows with each request; empty where there is none to believe."""
    memory_mb: int = 1769
    """The function's memory, set by Lambda itself; CPU comes in proportion."""

    @property
    def secrets_prefix(self) -> str:
        """What the names of the deployment's secrets begin with; no other deployment has its table."""
        return f"/entelech/{self.table_name}/"

    def to_env(self) -> dict[str, str]:
        """Render as environment variables; values may be unresolved deployment tokens."""
        return {
            "STAGE": self.stage,
            "TABLE_NAME": self.table_name,
            "POLL_QUEUE_URL": self.poll_queue_url,
            "ROLLUP_QUEUE_URL": self.rollup_queue_url,
            "HEALTH_CHECK_INTERVAL": str(self.health_check_interval_seconds),
            "ALLOW_LOOPBACK": "true" if self.allow_loopback else "false",
            "EXTRA_CA_PEM": self.extra_ca_pem,
            "ORIGIN_PROOF": self.origin_proof,
        }

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Read what ``to_env`` wrote.

        Raises:
            SettingsError: a variable is missing or not what it should be; names the variable.
        """
        source = os.environ if env is None else env
        return cls(
            stage=_required(source, "STAGE"),
            table_name=_required(source, "TABLE_NAME"),
            poll_queue_url=_required(source, "POLL_QUEUE_URL"),
            rollup_queue_url=_required(source, "ROLLUP_QUEUE_URL"),
            health_check_interval_seconds=_interval_seconds(source),
            allow_loopback=_flag(source, "ALLOW_LOOPBACK"),
            extra_ca_pem=source.get("EXTRA_CA_PEM", ""),
            origin_proof=source.get("ORIGIN_PROOF", ""),
            memory_mb=int(source.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769")),
        )


def _required(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "")
    if not value:
        raise SettingsError(f"{name}: expected a value in the environment")
    return value


def _flag(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "false")
    if value not in {"true", "false"}:
        raise SettingsError(f"{name}: expected true or false")
    return value == "true"


def _interval_seconds(env: Mapping[str, str]) -> int:
    text = env.get("HEALTH_CHECK_INTERVAL", "900")
    if text not in {"60", "300", "900", "3600"}:
        raise SettingsError("HEALTH_CHECK_INTERVAL: expected 60, 300, 900 or 3600 seconds")
    return int(text)
