from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.infra.conftest import Resources, as_list, target

if TYPE_CHECKING:
    from tests.infra.conftest import Properties

LOGS = {"logs:CreateLogStream", "logs:PutLogEvents"}
SEND = {"sqs:SendMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"}
SERVE = {
    *("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"),
    *("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
}
SECRETS = {"ssm:GetParameter", "ssm:PutParameter", "ssm:DeleteParameter"}
ALLOWED = {
    "functions.dispatch.handler": LOGS | SEND | {"dynamodb:BatchGetItem", "dynamodb:Query"},
    "functions.health.poll.handler": LOGS
    | SEND
    | {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"}
    | {"sqs:GetQueueAttributes", "sqs:GetQueueUrl"}
    | {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem"}
    | {"ssm:GetParameters"},
    "functions.health.rollup.handler": LOGS
    | {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"}
    | {"sqs:GetQueueAttributes", "sqs:GetQueueUrl"}
    | {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem"},
    "functions.health.archive.handler": LOGS
    | {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"}
    | {"sqs:GetQueueAttributes", "sqs:GetQueueUrl"}
    | {"dynamodb:Query", "dynamodb:BatchWriteItem"}
    | {"s3:GetObject", "s3:PutObject", "s3:ListBucket"},
    "functions.reports.dispatch.handler": LOGS
    | SEND
    | {"dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem"},
    "functions.reports.generate.handler": LOGS
    | SEND
    | {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"}
    | {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem"}
    | {"s3:PutObject"},
    "functions.retention.handler": LOGS | SEND | {"dynamodb:Query"},
    "functions.metrics.dispatch.handler": LOGS | SEND | {"dynamodb:Query"},
    "functions.metrics.ingest.handler": LOGS
    | SEND
    | {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"}
    | {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"}
    | {"ssm:GetParameters"},
    "functions.alerts.evaluate.handler": LOGS
    | SEND
    | {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"}
    | {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem"}
    | {"dynamodb:DeleteItem"},
    "functions.alerts.notify.handler": LOGS
    | SEND
    | {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"}
    | {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem"}
    | {"ssm:GetParameter", "sns:Publish", "s3:GetObject"},
    "functions.alerts.feedback.handler": LOGS
    | {"sqs:SendMessage", "dynamodb:Query", "dynamodb:PutItem"},
    "functions.api.handler.handler": LOGS
    | SERVE
    | SECRETS
    | SEND
    | {"dynamodb:BatchWriteItem"}
    | {"s3:GetObject", "s3:DeleteObject", "s3:ListBucket", "sns:Publish"},
    "functions.mcp.handler.handler": LOGS | SERVE | SECRETS | SEND | {"s3:GetObject"},
    "functions.access.bootstrap.handler": LOGS | {"dynamodb:PutItem"},
}


@pytest.mark.parametrize("handler", sorted(ALLOWED))
def test_a_function_may_do_this_and_nothing_else(
    handler: str, functions: dict[str, Properties], resources: Resources
):
    role = target(functions[handler]["Role"])
    allowed = {
        action
        for policy in resources.of_type("AWS::IAM::Policy").values()
        if role in {target(each) for each in policy["Roles"]}
        for statement in policy["PolicyDocument"]["Statement"]
        for action in as_list(statement["Action"])
    }

    assert allowed == ALLOWED[handler]


def test_nothing_may_do_everything(resources: Resources):
    for kind, logical_id, statement in resources.statements():
        if statement["Effect"] == "Allow" and not _is_the_account_on_its_own_key(kind, statement):
            wide = [each for each in as_list(statement["Action"]) if each.split(":")[-1] == "*"]
            assert wide == [], logical_id


def _is_the_account_on_its_own_key(kind: str, statement: dict[str, object]) -> bool:
    """Without it IAM would have no say over the key. Source: AWS KMS, default key policy."""
    return kind == "AWS::KMS::Key" and "AWS" in statement["Principal"]


def test_a_role_names_what_it_may_touch(resources: Resources):
    for policy in resources.of_type("AWS::IAM::Policy").values():
        for statement in policy["PolicyDocument"]["Statement"]:
            resource = str(statement["Resource"])
            for known in (
                "/clients/*",
                "/hours/*",
                "/channels/*",
                "/reports/*",
            ):  # whose clients, nobody knows yet
                resource = resource.replace(known, "")
            assert "*" not in resource


def test_no_role_takes_a_policy_that_others_write(resources: Resources):
    for role in resources.of_type("AWS::IAM::Role").values():
        assert "ManagedPolicyArns" not in role
