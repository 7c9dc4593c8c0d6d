"""The page: a private bucket behind CloudFront, which serves the API from the same origin.

The bucket is filled after the deployment by ``infra.publish_dashboard``. There are no error pages:
CloudFront would put them over the API's own 401, 403 and 404 as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration, Fn, RemovalPolicy
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.acknowledging import acknowledge
from infra.layers import ROOT

if TYPE_CHECKING:
    from aws_cdk import aws_apigatewayv2 as apigw

CONTENT_SECURITY_POLICY = ROOT / "dashboard_static" / "content-security-policy.txt"
CLIENT_REDIRECT = ROOT / "infra" / "client_redirect.js"
ORIGIN_PROOF_HEADER = "x-origin-proof"
"""A test compares it with the name that the functions read."""


class Dashboard(Construct):
    """One distribution: ``/`` from the bucket, ``/api/*`` and ``/mcp`` from the HTTP API."""

    def __init__(
        self, scope: Construct, construct_id: str, *, http_api: apigw.HttpApi, origin_proof: str
    ) -> None:
        super().__init__(scope, construct_id)
        self.bucket = self._bucket()
        pages = self._pages()
        answers = _answers(http_api, origin_proof)
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            default_root_object="index.html",
            default_behavior=pages,
            additional_behaviors={
                "/api/*": answers,
                "/mcp": answers,
                # the bucket would answer 403, which MCP clients take for a server that wants OAuth
                "/.well-known/*": answers,
                "/client/*": self._redirects(pages.origin),
            },
        )
        self._acknowledge()

    @property
    def url(self) -> str:
        """Where people open the page."""
        return f"https://{self.distribution.distribution_domain_name}"

    def _bucket(self) -> s3.Bucket:
        return s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            removal_policy=RemovalPolicy.RETAIN,
        )

    def _pages(self) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=origins.S3BucketOrigin.with_origin_access_control(self.bucket),
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
            compress=True,
            response_headers_policy=self._headers(),
        )

    def _headers(self) -> cloudfront.ResponseHeadersPolicy:
        return cloudfront.ResponseHeadersPolicy(
            self,
            "Headers",
            security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
                content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                    content_security_policy=CONTENT_SECURITY_POLICY.read_text().strip(),
                    override=True,
                ),
                content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
                frame_options=cloudfront.ResponseHeadersFrameOptions(
                    frame_option=cloudfront.HeadersFrameOption.DENY, override=True
                ),
                referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                    referrer_policy=cloudfront.HeadersReferrerPolicy.NO_REFERRER, override=True
                ),
                strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                    access_control_max_age=Duration.days(365),
                    include_subdomains=False,
                    override=True,
                ),
            ),
        )

    def _redirects(self, origin: cloudfront.IOrigin) -> cloudfront.BehaviorOptions:
        redirect = cloudfront.Function(
            self,
            "ClientRedirect",
            runtime=cloudfront.FunctionRuntime.JS_2_0,
            code=cloudfront.FunctionCode.from_inline(CLIENT_REDIRECT.read_text()),
        )
        return cloudfront.BehaviorOptions(
            origin=origin,
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            function_associations=[
                cloudfront.FunctionAssociation(
                    function=redirect, event_type=cloudfront.FunctionEventType.VIEWER_REQUEST
                )
            ],
        )

    def _acknowledge(self) -> None:
        acknowledge(
            self.bucket,
            {
                "AwsSolutions-S1": "Only public page files, read through CloudFront alone; "
                "a log of their reads would cost more than it tells."
            },
        )
        acknowledge(
            self.distribution,
            {
                "AwsSolutions-CFR1": "An agency's clients may be anywhere.",
                "AwsSolutions-CFR2": "A web ACL costs more than the whole deployment; the API is "
                "throttled and asks for a key.",
                "AwsSolutions-CFR3": "The API writes its own access log; page files are public.",
                "AwsSolutions-CFR4": "The minimum TLS version needs a domain and certificate of "
                "the operator's own.",
            },
        )


def _answers(http_api: apigw.HttpApi, origin_proof: str) -> cloudfront.BehaviorOptions:
    """The API as it is: every method and header, nothing cached.

    The proof tells the functions that X-Forwarded-For ends with what CloudFront wrote.
    """
    host = Fn.select(2, Fn.split("/", http_api.api_endpoint))
    return cloudfront.BehaviorOptions(
        origin=origins.HttpOrigin(
            host,
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
            custom_headers={ORIGIN_PROOF_HEADER: origin_proof},
        ),
        viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
        cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
        origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    )
