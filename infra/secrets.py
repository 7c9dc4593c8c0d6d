"""Rights on the deployment's secrets, which live in the parameter store under its table's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Stack
from aws_cdk import aws_iam as iam

from infra.acknowledging import acknowledge_star

if TYPE_CHECKING:
    from infra.python_function import PythonFunction


def grant_secrets(function: PythonFunction, name: str, operations: tuple[str, ...]) -> None:
    """Allow exactly these operations on the parameters of that name, which may end with a star."""
    arn = Stack.of(function).format_arn(service="ssm", resource=f"parameter{name}")
    function.function.add_to_role_policy(
        iam.PolicyStatement(actions=[f"ssm:{each}" for each in operations], resources=[arn])
    )
    if name.endswith("*"):
        acknowledge_star(function, arn)
