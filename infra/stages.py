"""What may differ between the stages of one template; a test holds it to that."""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from entelech.settings import Network, port_ranges, private_networks

if TYPE_CHECKING:
    from collections.abc import Callable

ARM = "arm64"
X86 = "x86_64"
HOST_ARCHITECTURES = {"x86_64": X86, "amd64": X86, "aarch64": ARM, "arm64": ARM}
"""What machines call themselves -> Lambda's word."""


INTERVALS = (60, 300, 900, 3600)
"""Seconds that a client may be checked in."""
ALERT_CHECK_INTERVALS = (60, 300, 900)
METRICS_INTERVALS = (300, 900, 3600)
"""Seconds that its systems may be asked for figures in."""
_ORIGIN = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?")
_ISSUER = re.compile(r"https://[a-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]*)?")
_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
COGNITO_GROUPS = "cognito:groups"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One deployment of the product: ``prod`` on AWS, ``local`` on one machine."""

    name: str
    architecture: str
    layer_platform: str
    """The folder of a built layer: ``lambda`` or ``host``."""
    health_check_interval_seconds: int
    metrics_interval_seconds: int
    alert_check_interval_seconds: int
    allow_loopback: bool
    extra_ca_pem: str
    allowed_networks: tuple[Network, ...] = ()
    """Private networks that clients' systems may live in."""
    extra_ports: tuple[range, ...] = ()
    """Ports that users' addresses may name beside those of the web."""
    cors_origins: tuple[str, ...] = ()
    """Origins of pages of others that may call the API with a key; our own page needs none."""
    issuer: str = ""
    """OpenID Connect issuer whose tokens are taken beside keys; none where empty."""
    audiences: tuple[str, ...] = ()
    """What those tokens must be for: an audience, or a client id of Cognito."""
    groups_claim: str = COGNITO_GROUPS
    mail_from: str = ""
    """The address that mail is sent from; none is sent where empty."""
    mail_to: tuple[str, ...] = ()
    """Who gets the mail of the channel "email" until somebody says otherwise."""
    page_url: str = ""
    """Where the page is, if it is not where the distribution serves it."""
    has_canary: bool = True
    """Whether the poller asks for our own page through the internet; one machine has no such way."""

    @classmethod
    def from_context(cls, context: Callable[[str], str | None]) -> Stage:
        """Read what ``-c name=value`` says; see the table in docs/deploy.md.

        ``layers=host`` lets a deployed stage be synthesised where no Python of Lambda's version is.
        """
        name = context("stage") or "prod"
        if name not in {"prod", "local"}:
            raise ValueError(f"stage: expected prod or local, not {name}")
        interval = int(context("health_check_interval") or 900)
        if interval not in INTERVALS:
            raise ValueError(f"health_check_interval: expected one of {INTERVALS}, not {interval}")
        is_local = name == "local"
        figures = int(context("metrics_interval") or (300 if is_local else 3600))
        if figures not in METRICS_INTERVALS:
            raise ValueError(
                f"metrics_interval: expected one of {METRICS_INTERVALS}, not {figures}"
            )
        ca_file = context("extra_ca_file")
        return cls(
            name=name,
            architecture=_host_architecture() if is_local else ARM,
            layer_platform=context("layers") or ("host" if is_local else "lambda"),
            health_check_interval_seconds=interval,
            metrics_interval_seconds=figures,
            alert_check_interval_seconds=_alert_interval(context("alert_check_interval")),
            allow_loopback=is_local,
            has_canary=not is_local,
            extra_ca_pem=Path(ca_file).read_text() if ca_file else "",
            allowed_networks=private_networks(
                "allowed_networks", context("allowed_networks") or ""
            ),
            extra_ports=port_ranges("extra_ports", context("extra_ports") or ""),
            cors_origins=_origins(context("cors_origins") or ""),
            issuer=_issuer(context("oidc_issuer") or ""),
            audiences=_audiences(context("oidc_audiences") or "", context("oidc_issuer")),
            groups_claim=context("oidc_groups_claim") or COGNITO_GROUPS,
            mail_from=_mail_addresses("mail_from", context("mail_from") or "", at_most=1)[0],
            mail_to=tuple(
                filter(None, _mail_addresses("mail_to", context("mail_to") or "", at_most=50))
            ),
            page_url=context("page_url") or "",
        )


def _mail_addresses(name: str, text: str, *, at_most: int) -> tuple[str, ...]:
    """Addresses between commas; one empty text where there is none."""
    addresses = tuple(part.strip() for part in text.split(","))
    if len(addresses) > at_most or (text and not all(map(_MAIL_ADDRESS.fullmatch, addresses))):
        raise ValueError(f"{name}: expected at most {at_most} like team@example.com, not {text!r}")
    return addresses


def _origins(text: str) -> tuple[str, ...]:
    """Origins between commas, exact ones: a star would let any page use a key that it was given."""
    origins = tuple(part.strip() for part in text.split(",")) if text else ()
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(f"cors_origins: expected https://host,https://host, not {origin!r}")
    return origins


def _issuer(text: str) -> str:
    if text and not _ISSUER.fullmatch(text):
        raise ValueError(f"oidc_issuer: expected https://host/path, not {text!r}")
    return text


def _audiences(text: str, issuer: str | None) -> tuple[str, ...]:
    """Between commas; a token for nobody in particular opens nothing, so one at least."""
    audiences = tuple(part.strip() for part in text.split(",") if part.strip())
    if bool(audiences) != bool(issuer):
        raise ValueError("oidc_audiences: expected with oidc_issuer, and not without")
    return audiences


def _alert_interval(text: str | None) -> int:
    seconds = int(text or 300)
    if seconds not in ALERT_CHECK_INTERVALS:
        raise ValueError(
            f"alert_check_interval: expected one of {ALERT_CHECK_INTERVALS}, not {seconds}"
        )
    return seconds


def _host_architecture() -> str:
    return HOST_ARCHITECTURES[platform.machine().lower()]
