"""Upload the built page after a deployment: ``python -m infra.publish_dashboard``.

Works on whatever the environment's AWS settings point to. Files of earlier builds stay: a page
that is open somewhere may still ask for them.
"""

from __future__ import annotations

import argparse
import json
import mimetypes
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import boto3

if TYPE_CHECKING:
    from collections.abc import Mapping

    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudfront import CloudFrontClient
    from types_boto3_s3 import S3Client

STACK = "EntelechMonitor"
DIST = Path(__file__).resolve().parent.parent / "dashboard_static" / "dist"
CONFIG = "config.json"
INDEX = "index.html"
IMMUTABLE = "public, max-age=31536000, immutable"
"""For files whose name changes with their content."""
REVALIDATED = "no-cache"


def publish(
    dist: Path,
    outputs: Mapping[str, str],
    *,
    s3: S3Client,
    cloudfront: CloudFrontClient,
    brand: Mapping[str, str] | None = None,
) -> list[str]:
    """Upload the page of ``dist`` to the stack with these outputs; return the keys in their order.

    The index comes last, so that it never names a file that is not there yet.

    Raises:
        FileNotFoundError: the page is not built.
    """
    if not (dist / INDEX).is_file():
        raise FileNotFoundError(f"{dist / INDEX}: build the page first")
    contents = {str(file.relative_to(dist)): file.read_bytes() for file in _files(dist)}
    contents[CONFIG] = page_config(brand or json.loads(contents[CONFIG])["brand"])
    keys = sorted(contents, key=lambda key: (key == INDEX, key))
    for key in keys:
        s3.put_object(
            Bucket=outputs["DashboardBucketName"],
            Key=key,
            Body=contents[key],
            ContentType=mimetypes.guess_type(key)[0] or "application/octet-stream",
            CacheControl=_cache_control(key),
        )
    _invalidate(outputs.get("DashboardDistributionId"), keys, cloudfront)
    return keys


def page_config(brand: Mapping[str, str]) -> bytes:
    """What the page is told at run time: the API is of its own origin, and asks for a key."""
    config = {
        "auth": {"mode": "api_key"},
        "refreshSeconds": 30,
        "brand": dict(brand),
    }
    return json.dumps(config, indent=2).encode()


def stack_outputs(cloudformation: CloudFormationClient, stack: str = STACK) -> dict[str, str]:
    """The outputs of the deployed stack."""
    (found,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in found["Outputs"]}


def _files(dist: Path) -> list[Path]:
    return [path for path in dist.rglob("*") if path.is_file()]


def _cache_control(key: str) -> str:
    return IMMUTABLE if key.startswith("assets/") else REVALIDATED


def _invalidate(distribution: str | None, keys: list[str], cloudfront: CloudFrontClient) -> None:
    """Only what keeps its name over a change of content."""
    if not distribution:
        return
    paths = ["/", *(f"/{key}" for key in keys if _cache_control(key) != IMMUTABLE)]
    cloudfront.create_invalidation(
        DistributionId=distribution,
        InvalidationBatch={
            "Paths": {"Quantity": len(paths), "Items": paths},
            "CallerReference": secrets.token_hex(16),
        },
    )


def main() -> int:
    """Publish to the stack of the current AWS settings."""
    parser = argparse.ArgumentParser(description="Upload the built page.")
    parser.add_argument("--stack", default=STACK)
    parser.add_argument("--brand", help="the agency's name on the page")
    options = parser.parse_args()
    brand = {"name": options.brand, "product": "Monitor"} if options.brand else None
    outputs = stack_outputs(boto3.client("cloudformation"), options.stack)
    keys = publish(
        DIST,
        outputs,
        s3=boto3.client("s3"),
        cloudfront=boto3.client("cloudfront"),
        brand=brand,
    )
    sys.stdout.write(f"{len(keys)} files -> {outputs['DashboardUrl']}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
