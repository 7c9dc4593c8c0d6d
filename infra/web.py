"""One HTTP API before two functions: ``api`` for pages and scripts, ``mcp`` for assistants."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra import storage
from infra.acknowledging import acknowledge
from infra.python_function import Ground, PythonFunction, Size
from infra.secrets import grant_secrets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_lambda as lambda_

API_PATH = "/api/{proxy+}"
MCP_PATH = "/mcp"
OAUTH_PATHS = ("/oauth/mcp", "/.well-known/oauth-protected-resource/oauth/mcp")
"""For assistants that sign in at the issuer; those with a key are not to see them."""
ANSWER_WITHIN = Duration.seconds(25)
"""Below the 30 s after which the gateway gives up. Source: API Gateway, HTTP API quotas."""
REQUESTS_PER_SECOND = 200
BURST = 400
"""Of everybody together, and so a ceiling of the bill; each key has a limit of its own far below."""
LOGGED = {
    "request_id": "$context.requestId",
    "time": "$context.requestTime",
    "method": "$context.httpMethod",
    "route": "$context.routeKey",
    "status": "$context.status",
    "duration_ms": "$context.responseLatency",
    "error": "$context.integrationErrorMessage",
}
"""The path may hold a system's token; the function logs it without."""


class Web(Construct):
    """The HTTP API and its two functions."""

    def __init__(
        self, scope: Construct, construct_id: str, *, ground: Ground, store: storage.Storage
    ) -> None:
        super().__init__(scope, construct_id)
        self.api_function = PythonFunction(
            self,
            "Api",
            ground=ground,
            handler="functions.api.handler.handler",
            size=Size(memory_mb=512, timeout=ANSWER_WITHIN),
            extra_layers=() if ground.layers.deps_oidc is None else (ground.layers.deps_oidc,),
        )
        self.mcp_function = PythonFunction(
            self,
            "Mcp",
            ground=ground,
            handler="functions.mcp.handler.handler",
            size=Size(memory_mb=1024, timeout=ANSWER_WITHIN),
            extra_layers=(ground.layers.deps_mcp,),
            snap_start=True,  # importing the SDK takes 0.6 s
        )
        self.http_api = apigw.HttpApi(
            self,
            "HttpApi",
            create_default_stage=False,
            cors_preflight=_cors(ground.stage.cors_origins),
        )
        self.stage = self._stage()
        self._route(API_PATH, self.api_function.target)
        for path in (MCP_PATH, *(OAUTH_PATHS if ground.stage.issuer else ())):
            self._route(path, self.mcp_function.target)
        for function in (self.api_function, self.mcp_function):
            store.grant(function.function, storage.SERVES)
        store.grant(self.api_function.function, storage.PURGES)
        prefix = ground.settings.secrets_prefix
        _let_sign(self.api_function, prefix)
        for function in (self.api_function, self.mcp_function):
            grant_secrets(
                function,
                f"{prefix}clients/*",
                ("GetParameter", "PutParameter", "DeleteParameter"),
            )

    def _route(self, path: str, function: lambda_.IFunction) -> None:
        routes = self.http_api.add_routes(
            path=path,
            methods=[apigw.HttpMethod.ANY],
            integration=integrations.HttpLambdaIntegration(f"{path}Integration", function),
        )
        for route in routes:
            acknowledge(
                route,
                {
                    "AwsSolutions-APIG4": "Access is decided inside the function: a gateway "
                    "authorizer cannot set the headers that MCP clients need on a 401."
                },
            )

    def _stage(self) -> apigw.HttpStage:
        log_group = logs.LogGroup(
            self,
            "AccessLogs",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )
        stage = apigw.HttpStage(
            self,
            "Stage",
            http_api=self.http_api,
            auto_deploy=True,
            throttle=apigw.ThrottleSettings(rate_limit=REQUESTS_PER_SECOND, burst_limit=BURST),
        )
        resource = cast("apigw.CfnStage", stage.node.default_child)
        # HttpStage takes these only as an interface that a class of ours would have to implement.
        resource.access_log_settings = apigw.CfnStage.AccessLogSettingsProperty(
            destination_arn=log_group.log_group_arn, format=json.dumps(LOGGED)
        )
        return stage


def _cors(origins: Sequence[str]) -> apigw.CorsPreflightOptions | None:
    """The gateway answers preflights itself; no credentials: pages of others show a key."""
    if not origins:
        return None
    return apigw.CorsPreflightOptions(
        allow_origins=list(origins),
        allow_methods=[apigw.CorsHttpMethod.ANY],
        allow_headers=["authorization", "content-type", "x-api-key"],
        expose_headers=["retry-after"],
        max_age=Duration.hours(1),
    )


def _let_sign(function: PythonFunction, secrets_prefix: str) -> None:
    """A signing key is made when it is first needed, and read from then on."""
    for name in ("session-signing-key", "heartbeat-signing-key", "metrics-signing-key"):
        grant_secrets(function, f"{secrets_prefix}{name}", ("GetParameter", "PutParameter"))
