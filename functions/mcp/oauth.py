"""The door for assistants that sign in at the issuer: what tells them where that is.

It has a path of its own, and ``/mcp`` tells nothing: several MCP clients ignore a configured key as
soon as a server answers OAuth discovery. Source: RFC 9728, protected resource metadata.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

OAUTH_PATH = "/oauth/mcp"
METADATA_PATH = "/.well-known/oauth-protected-resource/oauth/mcp"


def metadata(event: Mapping[str, Any], issuer: str) -> dict[str, Any]:
    """What is protected here, and who may let in."""
    return {
        "resource": _base(event) + OAUTH_PATH,
        "authorization_servers": [issuer],
        "bearer_methods_supported": ["header"],
        "resource_name": "Entelech Monitor",
    }


def challenge(event: Mapping[str, Any], status: int) -> str:
    """What ``WWW-Authenticate`` says to a refusal with that status."""
    if event["rawPath"] != OAUTH_PATH:
        return 'Bearer realm="entelech"'
    where = f'Bearer realm="entelech", resource_metadata="{_base(event)}{METADATA_PATH}"'
    return where + ', error="insufficient_scope"' if status == 403 else where


def _base(event: Mapping[str, Any]) -> str:
    """The gateway's own address: a request's Host is not for the sender to choose here."""
    return f"https://{event['requestContext']['domainName']}"
