"""A bucket of what is kept for years, and rights on what lies in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

from infra.acknowledging import acknowledge, acknowledge_star

if TYPE_CHECKING:
    from constructs import Construct

    from infra.python_function import PythonFunction

_FORGOTTEN_AFTER = Duration.days(30)
"""How long what was written anew, or belonged to a client that was purged, can be brought back."""


def kept_bucket(scope: Construct, *, cold_after: Duration, why_no_log: str) -> s3.Bucket:
    """The bucket of ``scope``: private, versioned, cheaper storage after a while, never removed."""
    bucket = s3.Bucket(
        scope,
        "Bucket",
        encryption=s3.BucketEncryption.S3_MANAGED,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        enforce_ssl=True,
        versioned=True,
        lifecycle_rules=[
            s3.LifecycleRule(
                transitions=[
                    s3.Transition(
                        storage_class=s3.StorageClass.INFREQUENT_ACCESS,
                        transition_after=cold_after,
                    )
                ],
                noncurrent_version_expiration=_FORGOTTEN_AFTER,
            )
        ],
        removal_policy=RemovalPolicy.RETAIN,
    )
    acknowledge(bucket, {"AwsSolutions-S1": why_no_log})
    return bucket


def grant_objects(
    bucket: s3.Bucket, function: PythonFunction, under: str, operations: tuple[str, ...]
) -> None:
    """Allow exactly these, such as ``GetObject``, on objects whose names match ``under``."""
    objects = bucket.arn_for_objects(under)
    function.function.add_to_role_policy(
        iam.PolicyStatement(
            actions=[f"s3:{operation}" for operation in operations], resources=[objects]
        )
    )
    acknowledge_star(function, objects)


def grant_listing(bucket: s3.Bucket, function: PythonFunction) -> None:
    """Allow to list what is in it."""
    function.function.add_to_role_policy(
        iam.PolicyStatement(actions=["s3:ListBucket"], resources=[bucket.bucket_arn])
    )
