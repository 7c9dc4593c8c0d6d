from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING, Any

import pytest

from entelech.settings import Settings
from tests.infra.conftest import Properties, Resources, target
from tests.synthesis import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = {  # handler -> (MB, seconds)
    "functions.dispatch.handler": (256, 30),
    "functions.health.poll.handler": (512, 60),
    "functions.health.rollup.handler": (512, 60),
    "functions.health.archive.handler": (1024, 300),
    "functions.retention.handler": (512, 60),
    "functions.alerts.evaluate.handler": (512, 60),
    "functions.metrics.dispatch.handler": (512, 60),
    "functions.metrics.ingest.handler": (512, 180),
    "functions.alerts.notify.handler": (512, 60),
    "functions.alerts.feedback.handler": (256, 30),
    "functions.reports.dispatch.handler": (512, 60),
    "functions.reports.generate.handler": (1024, 120),
    "functions.api.handler.handler": (512, 25),
    "functions.mcp.handler.handler": (1024, 25),
    "functions.access.bootstrap.handler": (256, 10),
}

HEAVY = {"functions.mcp.handler.handler", "functions.reports.generate.handler"}


def _modules_with_a_handler() -> set[str]:
    found = set()
    for file in (ROOT / "functions").rglob("*.py"):
        names = {getattr(node, "name", None) for node in ast.parse(file.read_text()).body}
        if "handler" in names:
            module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            found.add(f"{module}.handler")
    return found


def test_each_module_with_a_handler_is_deployed_and_nothing_else(functions: dict[str, Properties]):
    assert set(functions) == _modules_with_a_handler()


def test_each_function_names_its_limits(functions: dict[str, Properties]):
    limits = {name: (each["MemorySize"], each["Timeout"]) for name, each in functions.items()}

    assert limits == LIMITS


def test_each_function_has_a_role_and_a_log_group_of_its_own(resources: Resources):
    functions = resources.of_type("AWS::Lambda::Function").values()
    roles = [target(each["Role"]) for each in functions]
    log_groups = [target(each["LoggingConfig"]["LogGroup"]) for each in functions]

    assert len(set(roles)) == len(functions)
    assert len(set(log_groups)) == len(functions)


def test_logs_are_kept_for_a_month(resources: Resources):
    for log_group in resources.of_type("AWS::Logs::LogGroup").values():
        assert log_group["RetentionInDays"] == 30


def test_all_functions_run_on_the_same_runtime(functions: dict[str, Properties]):
    assert {each["Runtime"] for each in functions.values()} == {"python3.13"}
    assert [each["Architectures"] for each in functions.values()] == [["arm64"]] * len(functions)


def test_only_mcp_and_the_worker_on_reports_carry_a_layer_of_their_own(
    functions: dict[str, Properties],
):
    layers = {name: len(each["Layers"]) for name, each in functions.items()}

    assert layers == {name: 3 if name in HEAVY else 2 for name in LIMITS}


def test_the_environment_is_what_settings_write(functions: dict[str, Properties]):
    written = Settings(
        stage="any",
        table_name="any",
        poll_queue_url="any",
        rollup_queue_url="any",
        archive_queue_url="any",
        metrics_queue_url="any",
        evaluation_queue_url="any",
        archive_bucket="any",
        notify_queue_url="any",
        report_queue_url="any",
        reports_bucket="any",
    ).to_env()

    for each in functions.values():
        assert set(each["Environment"]["Variables"]) == set(written)


def test_settings_read_what_the_deployment_wrote(functions: dict[str, Properties]):
    for each in functions.values():
        settings = Settings.from_env(_resolved(each["Environment"]["Variables"]))
        assert settings.to_env() == _resolved(each["Environment"]["Variables"])


def _resolved(variables: dict[str, Any]) -> dict[str, str]:
    """With some text in the place of each reference, as CloudFormation would put it."""
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in variables.items()
    }


@pytest.mark.parametrize("handler", sorted(LIMITS))
def test_a_function_is_packed_with_its_own_files_only(
    handler: str, functions: dict[str, Properties], assembly: Path
):
    top = handler.split(".")[1]
    asset = assembly / f"asset.{functions[handler]['Code']['S3Key'].removesuffix('.zip')}"
    packed = {str(file.relative_to(asset)) for file in asset.rglob("*") if file.is_file()}

    own = {
        str(file.relative_to(ROOT))
        for file in (ROOT / "functions").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
        if file.relative_to(ROOT / "functions").parts[0] in {top, f"{top}.py", "__init__.py"}
    }
    assert packed == own


def test_callers_of_mcp_use_the_version_that_has_a_snapshot(
    resources: Resources, functions: dict[str, Properties]
):
    (alias,) = resources.of_type("AWS::Lambda::Alias")
    (route,) = [
        route
        for route in resources.of_type("AWS::ApiGatewayV2::Route").values()
        if route["RouteKey"] == "ANY /mcp"
    ]
    integration = route["Target"]["Fn::Join"][1][1]["Ref"]
    uri = resources.of_type("AWS::ApiGatewayV2::Integration")[integration]["IntegrationUri"]

    assert functions["functions.mcp.handler.handler"]["SnapStart"] == {
        "ApplyOn": "PublishedVersions"
    }
    assert uri == {"Ref": alias}
