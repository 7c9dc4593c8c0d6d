from __future__ import annotations

import importlib.util
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from entelech.domain.locale import LOCALES
from layers import build
from tests.synthesis import ROOT

if TYPE_CHECKING:
    from tests.infra.conftest import Properties

MIB = 1024 * 1024
BUDGET_MIB = {"functions.mcp.handler.handler": 16, "functions.reports.generate.handler": 45}
USUAL_BUDGET_MIB = 6
EXTRA_LAYER = {"mcp": "deps_mcp", "reports": "deps_reports"}
UNCHECKED_HASH = (1).to_bytes(4, "little")
"""Source: PEP 552: flag 1 is a hash, flag 2 that it is checked."""


@pytest.mark.parametrize("name", build.NAMES)
def test_every_module_comes_with_byte_code_for_the_interpreter_that_built_it(name: str):
    folder = build.build(name, build.HOST) / "python"

    for source in folder.rglob("*.py"):
        compiled = Path(importlib.util.cache_from_source(str(source)))
        header = compiled.read_bytes()[:8]
        assert header[:4] == importlib.util.MAGIC_NUMBER, source
        assert header[4:] == UNCHECKED_HASH, source


@pytest.mark.parametrize("name", build.NAMES)
def test_byte_code_says_where_a_layer_is_mounted_and_not_where_it_was_built(name: str):
    folder = build.build(name, build.HOST) / "python"

    for compiled in folder.rglob("*.pyc"):
        assert str(ROOT).encode() not in compiled.read_bytes(), compiled


def test_scripts_and_other_traces_of_this_machine_stay_out():
    for name in build.NAMES:
        folder = build.build(name, build.HOST) / "python"
        assert not (folder / "bin").exists()
        assert not (folder / ".lock").exists()
        assert list(folder.glob("*/tests")) == []


def test_a_layer_is_built_again_only_when_its_platform_or_sources_change():
    keys = {build.layer_key(n, p) for n in build.NAMES for p in build.PLATFORMS.values()}

    assert len(keys) == len(build.NAMES) * len(build.PLATFORMS)
    assert build.layer_key("core", build.HOST) == build.layer_key("core", build.HOST)


def test_a_missing_interpreter_is_named():
    with pytest.raises(build.BuildError, match=r"python3\.99 is needed"):
        build.Platform(name="none", python="3.99", wheels="any").interpreter()


SAYING = """
from datetime import date, datetime, timezone
from entelech.adapters.reports.words import words_for

def said(locale):
    words = words_for(locale, "EUR", "Europe/Berlin")
    first, last = date(2025, 5, 1), date(2026, 5, 31)
    return [
        words.number(12345.6, 1), words.percent(99.82), words.money(-7812.5), words.day(first),
        words.short_day(last), words.days(first, last), words.names(["a", "b", "c"]),
        words.moment(datetime(2025, 5, 1, 14, 30, tzinfo=timezone.utc)),
    ]
"""


def test_the_layer_of_reports_says_in_every_locale_what_all_of_cldr_would():
    """The build leaves out most of each locale's data."""
    layers = [
        str(build.build(name, build.HOST) / "python") for name in ("core", "deps", "deps_reports")
    ]
    known: dict[str, Any] = {}
    exec(SAYING, known)  # noqa: S102 - our own, a few lines above
    asked = f"{SAYING}\nimport json\nprint(json.dumps([said(each) for each in {LOCALES!r}]))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", asked],
        env={"PYTHONPATH": ":".join(layers)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [known["said"](each) for each in LOCALES]


def test_each_function_stays_within_its_package_budget(
    functions: dict[str, Properties], assembly: Path
):
    zipped = {name: _zipped(build.build(name, build.HOST)) for name in build.NAMES}

    for handler, properties in functions.items():
        own = _zipped(assembly / f"asset.{properties['Code']['S3Key'].removesuffix('.zip')}")
        extra = EXTRA_LAYER.get(handler.split(".")[1])
        layers = ["core", "deps", extra][: len(properties["Layers"])]
        size = own + sum(zipped[name] for name in layers)
        assert size <= BUDGET_MIB.get(handler, USUAL_BUDGET_MIB) * MIB, handler


def _zipped(folder: Path) -> int:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, file.relative_to(folder))
    return buffer.tell()
