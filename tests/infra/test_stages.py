from __future__ import annotations

import platform
import re
from typing import Any

import pytest

from entelech.settings import Settings
from infra.stages import HOST_ARCHITECTURES, Stage
from tests.infra.conftest import Resources


def _differences(one: Any, other: Any, path: str = "") -> dict[str, tuple[Any, Any]]:
    """Path -> the two values, for every leaf that is not the same."""
    if isinstance(one, dict) and isinstance(other, dict):
        found = {}
        for key in one.keys() | other.keys():
            found |= _differences(one.get(key), other.get(key), f"{path}/{key}")
        return found
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        found = {}
        for index, (left, right) in enumerate(zip(one, other, strict=True)):
            found |= _differences(left, right, f"{path}/{index}")
        return found
    return {} if one == other else {path: (one, other)}


def test_the_local_stage_is_the_deployed_one_but_for_these(
    template: dict[str, Any], local_template: dict[str, Any]
):
    host = HOST_ARCHITECTURES[platform.machine().lower()]
    functions = Resources(template).of_type("AWS::Lambda::Function")
    layers = Resources(template).of_type("AWS::Lambda::LayerVersion")

    differences = _differences(_with_same_version(template), _with_same_version(local_template))

    expected = {}
    for function in functions:
        properties = f"/Resources/{function}/Properties"
        expected |= {
            f"{properties}/Environment/Variables/STAGE": ("prod", "local"),
            f"{properties}/Environment/Variables/METRICS_INTERVAL": ("3600", "300"),
            f"{properties}/Environment/Variables/ALLOW_LOOPBACK": ("false", "true"),
            f"{properties}/Environment/Variables/EXTRA_CA_PEM": ("", "an extra authority"),
            f"{properties}/Architectures/0": ("arm64", host),
        }
        variables = template["Resources"][function]["Properties"]["Environment"]["Variables"]
        canary = variables["CANARY_URL"]  # of the poller alone
        expected |= _differences(canary, "", f"{properties}/Environment/Variables/CANARY_URL")
    for layer in layers:
        expected[f"/Resources/{layer}/Properties/CompatibleArchitectures/0"] = ("arm64", host)
    assert differences == {path: pair for path, pair in expected.items() if pair[0] != pair[1]}


def _with_same_version(template: dict[str, Any]) -> dict[str, Any]:
    """A published version is named after its function's content, so after the environment too."""
    renamed: dict[str, Any] = {}
    for logical_id, resource in template["Resources"].items():
        renamed[_name(logical_id, resource)] = resource
    return _replaced({**template, "Resources": renamed})


def _name(logical_id: str, resource: dict[str, Any]) -> str:
    if resource["Type"] == "AWS::Lambda::Version":
        return re.sub(r"[0-9a-f]{32}$", "", logical_id)
    return logical_id


def _replaced(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_replaced(part) for part in value]
    if isinstance(value, str):
        return re.sub(r"(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}$", r"\1", value)
    return value


def test_a_stage_that_is_neither_is_refused():
    with pytest.raises(ValueError, match="prod or local"):
        Stage.from_context({"stage": "staging"}.get)


@pytest.mark.parametrize("origins", ["*", "http://a.example", "https://a.example/", "https://a,"])
def test_an_origin_that_is_not_exact_is_refused(origins: str):
    with pytest.raises(ValueError, match="cors_origins"):
        Stage.from_context({"cors_origins": origins}.get)


@pytest.mark.parametrize(
    "networks",
    [
        "ten",
        "10.20.0.1/16",
        "10.20.0.0/33",
        "10.20.0.0/16,",
        "0.0.0.0/0",
        "10.0.0.0/7",
        "127.0.0.0/8",
        "169.254.169.254",
        "93.184.216.0/24",
        "::/0",
        "fe80::/10",
        "::ffff:10.0.0.0/104",
        "fd00::/8",
        "fd00:ec2::254",
    ],
)
def test_a_network_that_is_not_private_is_refused(networks: str):
    with pytest.raises(ValueError, match="allowed_networks: "):
        Stage.from_context({"allowed_networks": networks}.get)


@pytest.mark.parametrize("ports", ["web", "0", "65536", "9000-8000", "80-", "80,", "-1", "1-2-3"])
def test_a_port_that_is_none_is_refused(ports: str):
    with pytest.raises(ValueError, match="extra_ports: "):
        Stage.from_context({"extra_ports": ports}.get)


def test_what_the_stage_opens_reaches_the_functions_as_it_was_said():
    stage = Stage.from_context(
        {"allowed_networks": "10.20.0.0/16, fd12::/16", "extra_ports": "9443,8000-8999"}.get
    )
    settings = Settings(
        stage="prod",
        table_name="table",
        poll_queue_url="polls",
        rollup_queue_url="rollups",
        archive_queue_url="archives",
        metrics_queue_url="metrics",
        evaluation_queue_url="evaluation",
        archive_bucket="archive",
        notify_queue_url="notices",
        report_queue_url="reports",
        reports_bucket="reports",
        allowed_networks=stage.allowed_networks,
        extra_ports=stage.extra_ports,
    )

    read = Settings.from_env(settings.to_env())

    assert [str(each) for each in read.allowed_networks] == ["10.20.0.0/16", "fd12::/16"]
    assert read.extra_ports == (range(9443, 9444), range(8000, 9000))


@pytest.mark.parametrize(
    "context",
    [
        {"oidc_issuer": "http://issuer.example", "oidc_audiences": "one"},
        {"oidc_issuer": "issuer.example", "oidc_audiences": "one"},
        {"oidc_issuer": "https://issuer.example"},
        {"oidc_audiences": "one"},
    ],
)
def test_an_issuer_without_tls_or_an_audience_is_refused(context: dict[str, str]):
    with pytest.raises(ValueError, match="oidc_"):
        Stage.from_context(context.get)
