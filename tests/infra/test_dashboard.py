from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from entelech.domain import source
from infra.dashboard import ORIGIN_PROOF_HEADER
from infra.publish_dashboard import publish
from tests.synthesis import ROOT

if TYPE_CHECKING:
    from tests.infra.conftest import Properties, Resources

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
"""Source: Amazon CloudFront, managed cache policies."""
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"


@pytest.fixture(scope="module")
def distribution(resources: Resources) -> Properties:
    (found,) = resources.of_type("AWS::CloudFront::Distribution").values()
    return found["DistributionConfig"]


def test_the_page_is_served_under_the_policy_that_it_was_tested_with(resources: Resources):
    policy = (ROOT / "dashboard_static" / "content-security-policy.txt").read_text().strip()
    (headers,) = resources.of_type("AWS::CloudFront::ResponseHeadersPolicy").values()
    sent = headers["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]

    assert sent["ContentSecurityPolicy"]["ContentSecurityPolicy"] == policy
    assert sent["FrameOptions"]["FrameOption"] == "DENY"


@pytest.mark.parametrize("path", ["/api/*", "/mcp", "/.well-known/*"])
def test_answers_pass_through_uncached_with_every_method(distribution: Properties, path: str):
    (behaviour,) = [each for each in distribution["CacheBehaviors"] if each["PathPattern"] == path]

    assert behaviour["CachePolicyId"] == CACHING_DISABLED
    assert behaviour["OriginRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST
    assert {"GET", "POST", "PUT", "PATCH", "DELETE"} <= set(behaviour["AllowedMethods"])


def test_no_error_page_stands_before_the_answers_of_the_api(distribution: Properties):
    assert "CustomErrorResponses" not in distribution


def test_the_bucket_is_read_through_cloudfront_only(resources: Resources):
    for bucket in resources.of_type("AWS::S3::Bucket").values():
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert resources.of_type("AWS::CloudFront::OriginAccessControl")


@pytest.mark.parametrize(
    ("uri", "location"),
    [
        ("/client/tnt-limousine-001", "/#/clients/tnt-limousine-001"),
        ("/client/tnt-limousine-001/", "/#/clients/tnt-limousine-001"),
        ("/client/a%22b", "/#/clients/a%22b"),
        ("/client/%zz", "/"),
    ],
)
def test_the_address_of_a_client_leads_to_its_route(resources: Resources, uri: str, location: str):
    (function,) = resources.of_type("AWS::CloudFront::Function").values()
    call = f"console.log(JSON.stringify(handler({json.dumps({'request': {'uri': uri}})})))"

    answer = _run_javascript(f"{function['FunctionCode']}\n{call}")

    assert (answer["statusCode"], answer["headers"]["location"]["value"]) == (302, location)


def _run_javascript(script: str) -> dict[str, Any]:
    node = Path(sys.executable).parent / "node"
    done = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<html>")
    (tmp_path / "config.json").write_text('{"brand": {"name": "Built", "product": "Monitor"}}')
    (tmp_path / "assets" / "index-abc.js").write_text("run()")
    return tmp_path


def test_the_index_is_published_after_all_that_it_names(page: Path):
    with mock_aws():
        s3, keys = _publish(page)

        assert keys == ["assets/index-abc.js", "config.json", "index.html"]
        assert _cache_control(s3, "assets/index-abc.js") == "public, max-age=31536000, immutable"
        assert _cache_control(s3, "index.html") == "no-cache"
        assert s3.head_object(Bucket="page", Key="index.html")["ContentType"] == "text/html"


def test_the_published_page_carries_the_agencys_name(page: Path):
    with mock_aws():
        s3, _ = _publish(page, brand={"name": "An Agency", "product": "Monitor"})

        config = json.loads(s3.get_object(Bucket="page", Key="config.json")["Body"].read())
        assert config == {
            "auth": {"mode": "api_key"},
            "refreshSeconds": 30,
            "brand": {"name": "An Agency", "product": "Monitor"},
        }


def test_a_page_that_is_not_built_is_not_published(tmp_path: Path):
    with mock_aws(), pytest.raises(FileNotFoundError):
        _publish(tmp_path)


def _publish(dist: Path, **options: Any) -> tuple[Any, list[str]]:
    session = boto3.Session("test", "test", region_name="us-east-1")
    s3 = session.client("s3")
    s3.create_bucket(Bucket="page")
    outputs = {"DashboardBucketName": "page"}
    keys = publish(dist, outputs, s3=s3, cloudfront=session.client("cloudfront"), **options)
    return s3, keys


def _cache_control(s3: Any, key: str) -> str:
    return s3.head_object(Bucket="page", Key=key)["CacheControl"]


def test_what_comes_through_the_distribution_proves_it_by_what_no_template_holds(
    resources: Resources,
):
    (distribution,) = resources.of_type("AWS::CloudFront::Distribution").values()
    shown = [
        header
        for origin in distribution["DistributionConfig"]["Origins"]
        for header in origin.get("OriginCustomHeaders", [])
    ]
    expected = [
        function["Environment"]["Variables"]["ORIGIN_PROOF"]
        for function in resources.of_type("AWS::Lambda::Function").values()
    ]
    random_part = {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]}

    assert ORIGIN_PROOF_HEADER == source.ORIGIN_PROOF_HEADER
    assert shown == [{"HeaderName": ORIGIN_PROOF_HEADER, "HeaderValue": random_part}]
    assert all(each == random_part for each in expected)
