from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.synthesis import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PYTHON_LOCKS = [*sorted((ROOT / "requirements").glob("*.txt")), *ROOT.glob("layers/*/*.txt")]
NODE_LOCKS = [ROOT / "package-lock.json", ROOT / "dashboard_static" / "package-lock.json"]


def _pins(lock: Path) -> dict[str, set[str]]:
    """Package -> versions; a package may have one for each range of Python."""
    pins: dict[str, set[str]] = {}
    for name, version in re.findall(
        r"^([\w.-]+)(?:\[.*\])?==(\S+)", lock.read_text(), re.MULTILINE
    ):
        pins.setdefault(name, set()).add(version)
    return pins


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=lambda lock: str(lock.relative_to(ROOT)))
def test_a_lock_names_hashes_and_no_address(lock: Path):
    text = lock.read_text()

    assert "://" not in text
    assert "--index" not in text
    for package in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in package, package


@pytest.mark.parametrize("lock", NODE_LOCKS, ids=lambda lock: str(lock.relative_to(ROOT)))
def test_a_lock_of_node_packages_names_no_registry(lock: Path):
    packages = json.loads(lock.read_text())["packages"]

    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_layers_hold_the_versions_that_were_tested():
    tested = _pins(ROOT / "requirements" / "dev.txt")

    for lock in ROOT.glob("layers/*/requirements.txt"):
        for name, versions in _pins(lock).items():
            assert tested[name] == versions, name


@pytest.mark.parametrize("layer", ["deps_mcp", "deps_reports"])
def test_an_extra_layer_repeats_nothing(layer: str):
    shared = _pins(ROOT / "layers" / "deps" / "requirements.txt")
    own = _pins(ROOT / "layers" / layer / "requirements.txt")

    assert shared.keys() & own.keys() == set()


def test_the_cdk_command_line_understands_the_assembly(assembly: Path):
    pinned = json.loads((ROOT / "package.json").read_text())["devDependencies"]["aws-cdk"]
    needed = json.loads((assembly / "manifest.json").read_text())["minimumCliVersion"]

    assert _numbers(pinned) >= _numbers(needed)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
