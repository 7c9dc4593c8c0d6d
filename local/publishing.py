"""Publishes the built page into the deployed bucket, by the same code as on AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.publish_dashboard import publish as upload
from local import fingerprint

if TYPE_CHECKING:
    from local.deploy import Deployment
    from local.engine import Engine
    from local.places import Places


def publish(places: Places, engine: Engine, deployment: Deployment) -> bool:
    """Upload the page unless this build of it is in that bucket; return whether it was uploaded."""
    record = places.deployment / "published"
    wanted = (
        f"{deployment.outputs['DashboardBucketName']} {fingerprint.of_folder(places.dashboard)}"
    )
    if record.exists() and record.read_text() == wanted:
        return False
    upload(
        places.dashboard,
        deployment.outputs,
        s3=engine.client("s3"),
        cloudfront=engine.client("cloudfront"),
    )
    record.write_text(wanted)
    return True
