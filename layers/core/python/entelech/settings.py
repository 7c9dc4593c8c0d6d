"""The one contract between the deployment and the running code: environment variables."""

from __future__ import annotations

import ipaddress
import os
import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping


Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_PRIVATE = tuple(
    ipaddress.ip_network(text)
    for text in ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)
_METADATA = ipaddress.ip_network("fd00:ec2::/32")
"""Credentials of what runs on AWS; those on IPv4 are link-local, so none of the private ones."""
_PORTS = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")


class SettingsError(ValueError):
    """A variable of the environment is missing or malformed; the text names it."""


class Settings(Struct, frozen=True, kw_only=True):
    """What a function is told by the deployment that it belongs to."""

    stage: str
    table_name: str
    poll_queue_url: str
    rollup_queue_url: str
    archive_queue_url: str
    metrics_queue_url: str
    evaluation_queue_url: str
    archive_bucket: str
    notify_queue_url: str
    report_queue_url: str
    reports_bucket: str
    health_check_interval_seconds: int = 900
    """Interval of a client that names none; the seed's HEALTH_CHECK_INTERVAL."""
    alert_check_interval_seconds: int = 300
    """How often alerts are evaluated; the seed's ALERT_CHECK_INTERVAL."""
    metrics_interval_seconds: int = 3600
    """How often systems are asked for their figures; the seed's METRICS_INTERVAL."""
    allow_loopback: bool = False
    """Whether clients' systems may live on this machine; only the local stage says yes."""
    allowed_networks: tuple[Network, ...] = ()
    """Private networks that clients' systems may live in."""
    extra_ports: tuple[range, ...] = ()
    """Ports that users' addresses may name beside those of the web."""
    extra_ca_pem: str = ""
    """PEM certificates trusted beside the system's, for systems behind a private authority."""
    origin_proof: str = ""
    """What our distribution shows with each request; empty where there is none to believe."""
    canary_url: str = ""
    """What the poller asks to know that it is not its own network; empty where there is none."""
    page_url: str = ""
    """Where the page is, for links in messages; empty where nobody has said so."""
    notice_topic_arn: str = ""
    """The topic of the channel "sns"."""
    mail_from: str = ""
    """The address that mail is sent from; empty: none is sent."""
    mail_to: tuple[str, ...] = ()
    """Who gets the mail of the channel "email" until somebody says otherwise."""
    configuration_set: str = ""
    """What SES counts our mail under, and tells of what came back."""
    memory_mb: int = 1769
    """The function's memory, set by Lambda itself; CPU comes in proportion."""

    issuer: str = ""
    """OpenID Connect issuer whose tokens are taken beside keys; none where empty."""
    audiences: tuple[str, ...] = ()
    """What those tokens must be for."""
    groups_claim: str = "cognito:groups"
    """The claim that names somebody's groups."""

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
            "ARCHIVE_QUEUE_URL": self.archive_queue_url,
            "METRICS_QUEUE_URL": self.metrics_queue_url,
            "EVALUATION_QUEUE_URL": self.evaluation_queue_url,
            "ARCHIVE_BUCKET": self.archive_bucket,
            "NOTIFY_QUEUE_URL": self.notify_queue_url,
            "REPORT_QUEUE_URL": self.report_queue_url,
            "REPORTS_BUCKET": self.reports_bucket,
            "HEALTH_CHECK_INTERVAL": str(self.health_check_interval_seconds),
            "ALERT_CHECK_INTERVAL": str(self.alert_check_interval_seconds),
            "METRICS_INTERVAL": str(self.metrics_interval_seconds),
            "ALLOW_LOOPBACK": "true" if self.allow_loopback else "false",
            "ALLOWED_NETWORKS": ",".join(str(each) for each in self.allowed_networks),
            "EXTRA_PORTS": ",".join(f"{each[0]}-{each[-1]}" for each in self.extra_ports),
            "EXTRA_CA_PEM": self.extra_ca_pem,
            "OIDC_ISSUER": self.issuer,
            "OIDC_AUDIENCES": ",".join(self.audiences),
            "OIDC_GROUPS_CLAIM": self.groups_claim,
            "ORIGIN_PROOF": self.origin_proof,
            "CANARY_URL": self.canary_url,
            "PAGE_URL": self.page_url,
            "NOTICE_TOPIC_ARN": self.notice_topic_arn,
            "MAIL_FROM": self.mail_from,
            "MAIL_TO": ",".join(self.mail_to),
            "MAIL_CONFIGURATION_SET": self.configuration_set,
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
            archive_queue_url=_required(source, "ARCHIVE_QUEUE_URL"),
            metrics_queue_url=_required(source, "METRICS_QUEUE_URL"),
            evaluation_queue_url=_required(source, "EVALUATION_QUEUE_URL"),
            archive_bucket=_required(source, "ARCHIVE_BUCKET"),
            notify_queue_url=_required(source, "NOTIFY_QUEUE_URL"),
            report_queue_url=_required(source, "REPORT_QUEUE_URL"),
            reports_bucket=_required(source, "REPORTS_BUCKET"),
            health_check_interval_seconds=_interval_seconds(source),
            alert_check_interval_seconds=_alert_seconds(source),
            metrics_interval_seconds=_metrics_seconds(source),
            allow_loopback=_flag(source, "ALLOW_LOOPBACK"),
            allowed_networks=private_networks(
                "ALLOWED_NETWORKS", source.get("ALLOWED_NETWORKS", "")
            ),
            extra_ports=port_ranges("EXTRA_PORTS", source.get("EXTRA_PORTS", "")),
            extra_ca_pem=source.get("EXTRA_CA_PEM", ""),
            issuer=source.get("OIDC_ISSUER", ""),
            audiences=tuple(filter(None, source.get("OIDC_AUDIENCES", "").split(","))),
            groups_claim=source.get("OIDC_GROUPS_CLAIM", "cognito:groups"),
            origin_proof=source.get("ORIGIN_PROOF", ""),
            canary_url=source.get("CANARY_URL", ""),
            page_url=source.get("PAGE_URL", ""),
            notice_topic_arn=source.get("NOTICE_TOPIC_ARN", ""),
            mail_from=source.get("MAIL_FROM", ""),
            mail_to=tuple(filter(None, source.get("MAIL_TO", "").split(","))),
            configuration_set=source.get("MAIL_CONFIGURATION_SET", ""),
            memory_mb=int(source.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769")),
        )


def private_networks(name: str, text: str) -> tuple[Network, ...]:
    """Networks between commas: private ones, without the metadata services.

    Raises:
        SettingsError: one of them is none of those; the text names the setting and the network.
    """
    return tuple(_private_network(name, part.strip()) for part in text.split(",")) if text else ()


def _private_network(name: str, text: str) -> Network:
    try:
        network = ipaddress.ip_network(text)
    except ValueError:
        raise SettingsError(f"{name}: expected networks like 10.20.0.0/16, not {text!r}") from None
    if not any(_is_within(network, each) for each in _PRIVATE):
        among = ", ".join(str(each) for each in _PRIVATE)
        raise SettingsError(f"{name}: expected networks within {among}, not {text!r}")
    if network.overlaps(_METADATA):
        raise SettingsError(f"{name}: {text!r} reaches the metadata service; name a smaller one")
    return network


def _is_within(network: Network, whole: Network) -> bool:
    return (
        network.version == whole.version
        and network[0] in whole
        and network.prefixlen >= whole.prefixlen
    )


def port_ranges(name: str, text: str) -> tuple[range, ...]:
    """Ports and ranges of ports between commas, both ends included.

    Raises:
        SettingsError: one of them is no such thing; the text names the setting and the part.
    """
    return tuple(_port_range(name, part.strip()) for part in text.split(",")) if text else ()


def _port_range(name: str, text: str) -> range:
    found = _PORTS.fullmatch(text)
    if found:
        first, last = int(found[1]), int(found[2] or found[1])
        if 1 <= first <= last <= 65_535:
            return range(first, last + 1)
    raise SettingsError(f"{name}: expected ports like 9443 or 8000-8999, not {text!r}")


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


def _alert_seconds(env: Mapping[str, str]) -> int:
    text = env.get("ALERT_CHECK_INTERVAL", "300")
    if text not in {"60", "300", "900"}:
        raise SettingsError("ALERT_CHECK_INTERVAL: expected 60, 300 or 900 seconds")
    return int(text)


def _metrics_seconds(env: Mapping[str, str]) -> int:
    text = env.get("METRICS_INTERVAL", "3600")
    if text not in {"300", "900", "3600"}:
        raise SettingsError("METRICS_INTERVAL: expected 300, 900 or 3600 seconds")
    return int(text)
