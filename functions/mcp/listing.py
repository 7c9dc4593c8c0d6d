"""Writes the list of tools as clients see it: ``python -m functions.mcp.listing``."""

from __future__ import annotations

import json
import sys

from functions.mcp.server import listed
from functions.mcp.tools import TOOLS

if __name__ == "__main__":
    tools = [listed(tool.name).model_dump(by_alias=True, exclude_none=True) for tool in TOOLS]
    json.dump(tools, sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
