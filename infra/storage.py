"""The one table, and the rights on it that a function may be given."""

from __future__ import annotations

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from constructs import Construct

from entelech import schema

EVALUATES = ("GetItem", "BatchGetItem", "Query", "PutItem", "DeleteItem")
DISPATCHES = ("BatchGetItem", "Query")
POLLS = ("GetItem", "BatchGetItem", "Query", "PutItem")
FOLDS = ("GetItem", "BatchGetItem", "Query", "PutItem")
INGESTS = ("GetItem", "BatchGetItem", "PutItem", "UpdateItem")
REPORTS = ("GetItem", "BatchGetItem", "Query", "PutItem")
STANDING_ORDERS = ("BatchGetItem", "Query", "PutItem")
ARCHIVES = ("Query", "BatchWriteItem")
NOTIFIES = ("GetItem", "BatchGetItem", "Query", "PutItem")
HEARS = ("Query", "PutItem")
SERVES = ("GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem")
"""A transaction asks for the right of each of its parts, and ours are puts."""
PURGES = ("BatchWriteItem",)
"""Beside what it serves."""
MAKES_KEYS = ("PutItem",)


class Storage(Construct):
    """One table on demand, its sparse listing index, and a way back in time."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self.table = dynamodb.TableV2(
            self,
            "Table",
            partition_key=_text(schema.PARTITION_KEY),
            sort_key=_text(schema.SORT_KEY),
            billing=dynamodb.Billing.on_demand(),
            time_to_live_attribute=schema.TTL_ATTRIBUTE,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=True,
            removal_policy=RemovalPolicy.RETAIN,
            global_secondary_indexes=[
                dynamodb.GlobalSecondaryIndexPropsV2(
                    index_name=schema.LISTING_INDEX,
                    partition_key=_text(schema.LISTING_PARTITION_KEY),
                    sort_key=_text(schema.LISTING_SORT_KEY),
                    projection_type=dynamodb.ProjectionType.ALL,
                )
            ],
        )

    def grant(self, function: iam.IGrantable, operations: tuple[str, ...]) -> None:
        """Allow exactly these operations; on the index only ``Query``, and by its full name."""
        function.grant_principal.add_to_principal_policy(
            iam.PolicyStatement(
                actions=[f"dynamodb:{operation}" for operation in operations],
                resources=[self.table.table_arn],
            )
        )
        if "Query" in operations:
            index = f"{self.table.table_arn}/index/{schema.LISTING_INDEX}"
            function.grant_principal.add_to_principal_policy(
                iam.PolicyStatement(actions=["dynamodb:Query"], resources=[index])
            )


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
