"""The admin key of the local product: made by the deployed function, kept as long as the API takes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from pathlib import Path

    from local.engine import Engine
    from local.places import Places


class KeyRefusedError(RuntimeError):
    """The API refuses a key that was made a moment ago."""


def admin_key(places: Places, engine: Engine, function_name: str, api_url: str) -> str:
    """Return the key of the last run if it still works, else a new one, which replaces it."""
    kept = places.api_key_file.read_text().strip() if places.api_key_file.exists() else ""
    if kept and _status(api_url, kept) == httpx.codes.OK:
        return kept
    made = make_key(engine, function_name)
    if (status := _status(api_url, made)) != httpx.codes.OK:
        raise KeyRefusedError(f"GET /api/clients answered {status} to the new admin key")
    write_secret(places.api_key_file, made)
    return made


def make_key(engine: Engine, function_name: str) -> str:
    """Make the admin key anew; the one before stops working."""
    answer = engine.client("lambda").invoke(FunctionName=function_name, Payload=b"{}")
    payload = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise KeyRefusedError(f"{function_name} failed: {payload.get('errorMessage')}")
    return str(payload["api_key"])


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whatever was there before."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text)


def _status(api_url: str, key: str) -> int:
    answer = httpx.get(
        f"{api_url}/api/clients",
        params={"limit": 1},
        headers={"Authorization": f"Bearer {key}"},
        trust_env=False,
        timeout=30.0,
    )
    return answer.status_code
