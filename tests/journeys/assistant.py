"""An assistant: the official MCP client, in either era of the protocol."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

if TYPE_CHECKING:
    from tests.journeys.running import Running

ERAS = ("legacy", "2026-07-28")


def call(product: Running, era: str, tool: str, **arguments: Any) -> dict[str, Any]:
    """Call a tool over a connection of its own and return what it answers."""
    return asyncio.run(_call(product, era, tool, arguments))


async def _call(product: Running, era: str, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    async with httpx2.AsyncClient(headers=product.headers, timeout=30.0) as http:
        transport = streamable_http_client(f"{product.url}/mcp", http_client=http)
        async with Client(transport, mode=era) as client:
            answer = await client.call_tool(tool, arguments)
    assert not answer.is_error, answer.content
    assert answer.structured_content is not None
    return answer.structured_content
