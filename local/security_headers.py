"""The security headers of the page, as the template tells CloudFront to add them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class UnknownHeaderError(ValueError):
    """The template asks for a header that the local front does not know how to send."""


def from_template(template: Mapping[str, Any]) -> dict[str, str]:
    """Read the headers out of the template's one response headers policy.

    Strict-Transport-Security is left out: browsers ignore it without TLS.

    Raises:
        UnknownHeaderError: the policy has an entry that is not known here.
    """
    (policy,) = [
        resource["Properties"]["ResponseHeadersPolicyConfig"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::CloudFront::ResponseHeadersPolicy"
    ]
    return dict(
        _header(kind, value)
        for kind, value in policy["SecurityHeadersConfig"].items()
        if kind != "StrictTransportSecurity"
    )


def _header(kind: str, value: Mapping[str, str]) -> tuple[str, str]:
    match kind:
        case "ContentSecurityPolicy":
            return "Content-Security-Policy", value["ContentSecurityPolicy"]
        case "ContentTypeOptions":
            return "X-Content-Type-Options", "nosniff"
        case "FrameOptions":
            return "X-Frame-Options", value["FrameOption"]
        case "ReferrerPolicy":
            return "Referrer-Policy", value["ReferrerPolicy"]
        case _:
            raise UnknownHeaderError(f"{kind} of the response headers policy")


class SecurityHeaders:
    """Adds the headers to whatever the application answers."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_with_headers)
