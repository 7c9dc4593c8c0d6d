from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from layers import build

if TYPE_CHECKING:
    from pathlib import Path

AARCH64 = 183
"""Source: ELF for the Arm 64-bit Architecture, e_machine."""


@pytest.mark.parametrize("name", ["deps", "deps_mcp"])
def test_a_layer_for_lambda_holds_machine_code_for_arm64_only(name: str, tmp_path: Path):
    lock = build.SOURCES / name / "requirements.txt"

    build._install(lock, build.LAMBDA, tmp_path)

    compiled = list(tmp_path.rglob("*.so"))
    assert {_machine(file) for file in compiled} == {AARCH64}
    if name == "deps":  # all else that every function loads is pure Python
        assert {file.relative_to(tmp_path).parts[0] for file in compiled} == {"msgspec"}


def _machine(file: Path) -> int:
    header = file.read_bytes()[:20]
    assert header[:4] == b"\x7fELF"
    return int.from_bytes(header[18:20], "little")
