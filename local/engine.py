"""The AWS that the local product speaks to: always loopback, always with made-up credentials."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from local.loopback import require_loopback

ACCOUNT = "000000000000"
REGION = "us-east-1"
ACCESS_KEY = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A running MiniStack; making one for an address outside this machine fails."""

    endpoint: str
    ca_bundle: Path | None = None
    """Certificates to trust when the endpoint speaks TLS."""

    def __post_init__(self) -> None:
        require_loopback(self.endpoint)

    def environment(self) -> dict[str, str]:
        """Variables that lead every AWS tool to this engine and to no real account."""
        env = {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": ACCESS_KEY,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1,localhost",
        }
        if self.ca_bundle is not None:
            env |= {
                "AWS_CA_BUNDLE": str(self.ca_bundle),
                "NODE_EXTRA_CA_CERTS": str(self.ca_bundle),
            }
        return env

    def client(self, service: str) -> Any:
        """Make a boto3 client of this engine; typed loosely, its services are many."""
        session = boto3.Session(
            aws_access_key_id=ACCESS_KEY, aws_secret_access_key=ACCESS_KEY, region_name=REGION
        )
        return session.client(
            service,  # type: ignore[call-overload] # the stubs know services one by one
            endpoint_url=self.endpoint,
            verify=str(self.ca_bundle) if self.ca_bundle else None,
            config=Config(proxies={}, retries={"total_max_attempts": 2}),
        )

    def api_url(self, public_url: str) -> str:
        """Where this engine serves an API whose address on AWS is ``https://<id>.execute-api…``.

        The host form does not resolve for Python on a machine without a name service for *.localhost.
        """
        api_id = (urlsplit(public_url).hostname or "").split(".")[0]
        return f"{self.endpoint}/_aws/execute-api/{api_id}"
