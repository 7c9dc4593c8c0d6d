"""One way to answer a finding of cdk-nag: by its id, with the reason, beside the construct."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk

if TYPE_CHECKING:
    from constructs import IConstruct


def acknowledge(construct: IConstruct, reasons: dict[str, str]) -> None:
    """Accept the findings on the construct; the mapping is finding id -> why it does not apply."""
    cdk.Validations.of(construct).acknowledge(
        *(cdk.Acknowledgment(id=finding, reason=reason) for finding, reason in reasons.items())
    )


def acknowledge_star(construct: IConstruct, arn: str) -> None:
    """Accept a right on everything under a name that clients' ids are part of."""
    reason = "Which clients there are is not known when this is deployed."
    acknowledge(construct, {f"AwsSolutions-IAM5[Resource::{_shown(construct, arn)}]": reason})


def _shown(construct: IConstruct, arn: str) -> str:
    """The ARN as cdk-nag writes it, with references between angle brackets."""
    _, parts = cdk.Stack.of(construct).resolve(arn)["Fn::Join"]
    return "".join(part if isinstance(part, str) else f"<{_reference(part)}>" for part in parts)


def _reference(part: dict[str, Any]) -> str:
    return ".".join(part["Fn::GetAtt"]) if "Fn::GetAtt" in part else str(part["Ref"])
