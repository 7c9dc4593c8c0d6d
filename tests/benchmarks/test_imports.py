from __future__ import annotations

import subprocess
import sys

import pytest

from benchmarks.imports import ENVIRONMENT, FUNCTIONS, statement_of
from benchmarks.processes import ROOT, environment

RULES = {"entelech.domain.rule", "entelech.services.evaluating"}
FIGURES = {"entelech.domain.performance", "entelech.domain.value"}
PROBING = {"asyncio", "entelech.adapters.probe.prober"}
REPORTS = {"entelech.domain.reports.model", "entelech.services.reporting"}
SPARED = {
    "poll": RULES | FIGURES | REPORTS,
    "api": RULES | FIGURES | REPORTS | {"entelech.adapters.probe.prober"},
    "dispatch": RULES | FIGURES | REPORTS | PROBING,
    "alerts": FIGURES | REPORTS | PROBING,
    "rollup": RULES | FIGURES | REPORTS | PROBING,
}


@pytest.mark.parametrize("name", SPARED)
def test_a_first_answer_loads_nothing_that_only_others_need(name: str) -> None:
    module, made = next((each[3], each[4]) for each in FUNCTIONS if each[0] == name)
    done = subprocess.run(
        [sys.executable, "-c", f"{statement_of(module, made)}; import sys; print(*sys.modules)"],
        cwd=ROOT,
        env=environment(**ENVIRONMENT),
        capture_output=True,
        text=True,
        check=True,
    )

    assert set(done.stdout.split()) & SPARED[name] == set()
