from __future__ import annotations

import json

from tests import synthesis
from tests.infra.conftest import Resources, target


def test_the_api_has_two_doors(resources: Resources):
    routes = resources.of_type("AWS::ApiGatewayV2::Route").values()

    assert {route["RouteKey"] for route in routes} == {"ANY /api/{proxy+}", "ANY /mcp"}


def test_a_trusted_issuer_opens_a_door_of_its_own():
    template = synthesis.template_in(
        synthesis.assembly(
            "prod", oidc_issuer="https://issuer.example/pool", oidc_audiences="one,two"
        )
    )
    resources = Resources(template)
    (api,) = [
        each
        for each in resources.of_type("AWS::Lambda::Function").values()
        if each["Handler"] == "functions.api.handler.handler"
    ]

    routes = {each["RouteKey"] for each in resources.of_type("AWS::ApiGatewayV2::Route").values()}
    assert routes == {
        *("ANY /api/{proxy+}", "ANY /mcp", "ANY /oauth/mcp"),
        "ANY /.well-known/oauth-protected-resource/oauth/mcp",
    }
    assert api["Environment"]["Variables"]["OIDC_AUDIENCES"] == "one,two"
    assert len(api["Layers"]) == 3


def test_the_gateway_waits_longer_than_its_functions_work(resources: Resources):
    """Source: API Gateway, HTTP API quotas: an integration times out after 30 s."""
    for integration in resources.of_type("AWS::ApiGatewayV2::Integration").values():
        assert integration["PayloadFormatVersion"] == "2.0"
    behind = [
        each
        for each in resources.of_type("AWS::Lambda::Function").values()
        if each["Handler"] in {"functions.api.handler.handler", "functions.mcp.handler.handler"}
    ]
    assert [each["Timeout"] < 30 for each in behind] == [True, True]


def test_no_page_of_another_origin_may_call_the_api(resources: Resources):
    (api,) = resources.of_type("AWS::ApiGatewayV2::Api").values()

    assert "CorsConfiguration" not in api


def test_pages_of_named_origins_may_call_it_without_credentials():
    template = synthesis.template_in(
        synthesis.assembly("prod", cors_origins="https://a.example,https://b.example:8443")
    )
    (api,) = Resources(template).of_type("AWS::ApiGatewayV2::Api").values()

    assert api["CorsConfiguration"] == {
        "AllowOrigins": ["https://a.example", "https://b.example:8443"],
        "AllowMethods": ["*"],
        "AllowHeaders": ["authorization", "content-type", "x-api-key"],
        "ExposeHeaders": ["retry-after"],
        "MaxAge": 3600,
    }


def test_requests_are_limited_and_logged_without_their_secrets(resources: Resources):
    (stage,) = resources.of_type("AWS::ApiGatewayV2::Stage").values()
    logged = json.loads(stage["AccessLogSettings"]["Format"])

    assert stage["StageName"] == "$default"
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] == 200
    assert stage["DefaultRouteSettings"]["ThrottlingBurstLimit"] == 400
    assert target(stage["AccessLogSettings"]["DestinationArn"]) in resources.of_type(
        "AWS::Logs::LogGroup"
    )
    assert logged["request_id"] == "$context.requestId"
    assert "authorizer" not in str(logged)


def test_the_schedule_runs_each_minute_and_gives_up_before_the_next(resources: Resources):
    schedules = resources.of_type("AWS::Scheduler::Schedule").values()
    by_expression = {each["ScheduleExpression"]: each for each in schedules}

    assert set(by_expression) == {
        "cron(* * * * ? *)",
        "cron(0/15 * * * ? *)",
        "cron(0/5 * * * ? *)",
        "cron(30 3 1-3 * ? *)",
    }
    schedule = by_expression["cron(* * * * ? *)"]
    assert schedule["Target"]["RetryPolicy"]["MaximumEventAgeInSeconds"] == 60


def test_outputs_are_what_scripts_read_and_never_a_secret(resources: Resources):
    assert set(resources.template["Outputs"]) == {
        "AlarmTopicArn",
        "ApiUrl",
        "ArchiveBucketName",
        "BootstrapKeyFunctionName",
        "DashboardBucketName",
        "DashboardDistributionId",
        "DashboardUrl",
        "NoticeTopicArn",
        "ReportBucketName",
        "TableName",
    }
