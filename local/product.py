"""What scripts may know of a running product: ``.local/product.json``, there only while it runs."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from local.admin_key import write_secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Addresses and the key of a running product."""

    api_url: str
    mcp_url: str
    dashboard_url: str
    api_key: str
    inbox_url: str | None
    """Where captured mails and posts are read; None until notifications exist."""
    pid: int
    """The runner; SIGTERM ends the whole product."""


def at(front_url: str, api_key: str) -> Product:
    """Describe the product that this process runs behind a front."""
    return Product(
        api_url=front_url,
        mcp_url=f"{front_url}/mcp",
        dashboard_url=f"{front_url}/",
        api_key=api_key,
        inbox_url=None,
        pid=os.getpid(),
    )


@contextlib.contextmanager
def announced(product: Product, file: Path) -> Iterator[None]:
    """Have the product's file in place as long as it runs."""
    write_secret(file, json.dumps(asdict(product), indent=2) + "\n")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)
