"""Whether a deployment is owed is told from what it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local import fingerprint

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "functions").mkdir()
    (tmp_path / "functions" / "dispatch.py").write_text("a = 1")
    (tmp_path / "README.md").write_text("what it is")
    (tmp_path / "ca.pem").write_text("certificate")
    return tmp_path


@pytest.mark.parametrize(
    "changed", ["functions/dispatch.py", "functions/new.py", "app.py", "ca.pem"]
)
def test_a_change_of_what_is_deployed_is_seen(checkout: Path, changed: str):
    before = fingerprint.of_template(checkout, checkout / "ca.pem")

    (checkout / changed).write_text("a = 2")

    assert fingerprint.of_template(checkout, checkout / "ca.pem") != before


@pytest.mark.parametrize("changed", ["README.md", "functions/__pycache__/dispatch.pyc"])
def test_a_change_of_anything_else_is_not(checkout: Path, changed: str):
    before = fingerprint.of_template(checkout, checkout / "ca.pem")

    (checkout / changed).parent.mkdir(exist_ok=True)
    (checkout / changed).write_text("a = 2")

    assert fingerprint.of_template(checkout, checkout / "ca.pem") == before
