"""The one construct for every Lambda: runtime, layers, own role, own log group, own files only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_cdk import Duration, IgnoreMode, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from entelech.settings import Settings
from infra.acknowledging import acknowledge
from infra.layers import ARCHITECTURES, ROOT, RUNTIME, Layers
from infra.stages import Stage

if TYPE_CHECKING:
    from aws_cdk import aws_sqs as sqs


LIVE = "live"
"""The alias that callers of a SnapStart function use: only published versions have a snapshot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What all functions of a deployment stand on."""

    stage: Stage
    layers: Layers
    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The two limits that each function must name."""

    memory_mb: int
    timeout: Duration


class PythonFunction(Construct):
    """One Lambda function. ``target`` is what callers invoke."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        ground: Ground,
        handler: str,
        size: Size,
        extra_layers: tuple[lambda_.ILayerVersion, ...] = (),
        snap_start: bool = False,
        dead_letters: sqs.IQueue | None = None,
    ) -> None:
        """``dead_letters`` takes what an asynchronous caller sent and the function failed on."""
        super().__init__(scope, construct_id)
        log_group = _log_group(self)
        self.function = lambda_.Function(
            self,
            "Function",
            runtime=RUNTIME,
            architecture=ARCHITECTURES[ground.stage.architecture],
            handler=handler,
            code=_own_files(handler),
            layers=[ground.layers.core, ground.layers.deps, *extra_layers],
            environment=ground.settings.to_env(),
            memory_size=size.memory_mb,
            timeout=size.timeout,
            role=_role(self, log_group),
            log_group=log_group,
            snap_start=lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS if snap_start else None,
            dead_letter_queue=dead_letters,
        )
        self.target: lambda_.IFunction = self._live_alias() if snap_start else self.function
        self._acknowledge(has_dead_letters=dead_letters is not None)

    def _live_alias(self) -> lambda_.Alias:
        return lambda_.Alias(self, "Live", alias_name=LIVE, version=self.function.current_version)

    def _acknowledge(self, *, has_dead_letters: bool) -> None:
        is_locked = "3.13 is what locks and byte-code are built for; it lives to June 2029."
        reasons = {
            "AwsSolutions-L1": is_locked,
            "Serverless-LambdaLatestVersion": is_locked,
            "Serverless-LambdaTracing": "X-Ray adds 0.5 s to a cold start; the request id in "
            "each log line follows a request.",
            "Annotation::@aws-cdk/aws-lambda:snapStartRequirePublish": "Where it is on, callers "
            "use the alias of a published version.",
        }
        if not has_dead_letters:
            reasons["Serverless-LambdaDLQ"] = (
                "Never invoked asynchronously: its caller waits for the answer, or is a queue "
                "with its own dead-letter queue."
            )
        acknowledge(self.function, reasons)


def _log_group(scope: Construct) -> logs.LogGroup:
    return logs.LogGroup(
        scope,
        "Logs",
        retention=logs.RetentionDays.ONE_MONTH,
        removal_policy=RemovalPolicy.DESTROY,
    )


def _role(scope: Construct, log_group: logs.LogGroup) -> iam.Role:
    """A role that may write its own log group and nothing else yet; no managed policy."""
    role = iam.Role(scope, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    log_group.grant_write(role)
    return role


def _own_files(handler: str) -> lambda_.Code:
    """The handler's module or package alone, under ``functions/`` as in the repository.

    So the handler's name is the same in Lambda and in tests, and a change in one function
    deploys no other.
    """
    top = handler.split(".")[1]
    return lambda_.Code.from_asset(
        str(ROOT),
        ignore_mode=IgnoreMode.GIT,
        exclude=[
            *("/*", "!/functions", "/functions/*", "!/functions/__init__.py"),
            *(f"!/functions/{top}", f"!/functions/{top}.py"),
            *("__pycache__", "*.pyc"),
        ],
    )
