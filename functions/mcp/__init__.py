"""The MCP endpoint: a stateless ``POST /mcp``, both protocol eras, over the same services as the API.

``handler`` speaks HTTP, ``exchange`` JSON-RPC through the official SDK, ``server`` tools.
"""
