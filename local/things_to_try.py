"""What is printed when the product is up: its addresses, the key, and three things to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local.product import Product

TEXT = """
  Page     {dashboard_url}
  API      {api_url}/api/…
  MCP      {mcp_url}
  Mail     {dashboard_url}mails
  API key  {api_key}

  Try this in another terminal, with
       export KEY={api_key}

  1. Ask the API:
       curl -s -H "Authorization: Bearer $KEY" {api_url}/api/dashboard/summary

  2. Ask through MCP, from an assistant:
       claude mcp add --transport http entelech {mcp_url} --header "Authorization: Bearer $KEY"
     or from Python (.venv/bin/python):
       import asyncio, os, httpx2
       from mcp import Client
       from mcp.client.streamable_http import streamable_http_client
       async def main():
           http = httpx2.AsyncClient(headers={{"Authorization": "Bearer " + os.environ["KEY"]}})
           async with http, Client(streamable_http_client("{mcp_url}", http_client=http)) as client:
               print((await client.call_tool("get_all_clients_status", {{}})).structured_content)
       asyncio.run(main())

  3. Register a system of your own; stop it after a minute or two, and look again:
       mkdir -p /tmp/mine && cd /tmp/mine && echo '{health}' > health
       python3 -m http.server 8123 --bind 127.0.0.1 &
       curl -s {api_url}/api/clients -H "Authorization: Bearer $KEY" \\
         -H 'Content-Type: application/json' -d '{{"client_id": "mine-001", "client_name": "Mine",
           "automation_systems": ["My system"], "monitoring_endpoints": ["http://127.0.0.1:8123"],
           "interval_minutes": 1}}'
       curl -s {api_url}/api/client/mine-001/details -H "Authorization: Bearer $KEY"

  Ctrl-C or `make down` ends it; its state stays in .local/.
"""


def things_to_try(product: Product) -> str:
    health = (
        '{"status": "healthy", "timestamp": "2025-01-15T14:30:00Z", "uptime_percentage": 99.8,'
        ' "endpoints_checked": 5, "endpoints_healthy": 5, "response_time_ms": 245.3}'
    )
    return TEXT.format(
        api_url=product.api_url,
        mcp_url=product.mcp_url,
        dashboard_url=product.dashboard_url,
        api_key=product.api_key,
        health=health,
    )
