"""The local product speaks to this machine only, and with made-up credentials only."""

from __future__ import annotations

import pytest

from local import environment
from local.engine import Engine
from local.front import Origins
from local.loopback import NotLoopbackError, require_loopback

OUTSIDE = [
    "https://dynamodb.us-east-1.amazonaws.com",
    "http://10.0.0.7:4566",
    "http://0.0.0.0:4566",
    "http://127.0.0.1.example.com",
    "http://localhost.example.com:4566",
    "http://127.0.0.1@example.com",
    "http://[2001:db8::1]:4566",
    "http://",
    "",
]


@pytest.mark.parametrize("url", OUTSIDE)
def test_an_address_outside_this_machine_is_refused(url: str):
    with pytest.raises(NotLoopbackError):
        require_loopback(url)


@pytest.mark.parametrize("url", OUTSIDE)
def test_there_is_no_engine_outside_this_machine(url: str):
    with pytest.raises(NotLoopbackError):
        Engine(endpoint=url)


def test_the_front_stands_before_an_api_on_this_machine_only(tmp_path):
    with pytest.raises(NotLoopbackError):
        Origins(dashboard=tmp_path, api_url="https://api.example.com", page_headers={})


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:4566", "https://localhost:1", "http://[::1]:4566"]
)
def test_a_loopback_address_is_taken(url: str):
    assert require_loopback(url) == url


def test_every_tool_is_led_to_the_engine_and_to_no_account_of_the_user():
    env = Engine(endpoint="http://127.0.0.1:4566").environment()

    assert env["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
    assert env["AWS_ACCESS_KEY_ID"] == env["AWS_SECRET_ACCESS_KEY"] == "test"
    assert env["AWS_CONFIG_FILE"] == env["AWS_SHARED_CREDENTIALS_FILE"] == "/dev/null"


def test_nothing_of_the_user_s_aws_or_network_settings_reaches_a_child():
    shell = {
        "PATH": "/usr/bin",
        "HOME": "/home/me",
        "AWS_PROFILE": "production",
        "AWS_ACCESS_KEY_ID": "AKIAREAL",
        "AWS_CA_BUNDLE": "/etc/ssl/company.pem",
        "AWS_ENDPOINT_URL_DYNAMODB": "https://elsewhere.example.com",
        "HTTPS_PROXY": "http://proxy.example.com",
        "SSL_CERT_FILE": "/etc/ssl/company.pem",
        "PYTHONPATH": "/somewhere",
    }

    assert environment.clean(shell) == {"PATH": "/usr/bin", "HOME": "/home/me"}


def test_an_api_is_reached_by_its_path_on_the_engine():
    engine = Engine(endpoint="http://127.0.0.1:4566")

    address = engine.api_url("https://e0e0e0e0.execute-api.us-east-1.amazonaws.com")

    assert address == "http://127.0.0.1:4566/_aws/execute-api/e0e0e0e0"
