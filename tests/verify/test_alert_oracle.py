"""Prometheus as an oracle: ``promtool test rules`` and our ``step`` fire at the same instants.

On what both have in common: a sample at every evaluation, no gaps, and one threshold for breaking
and clearing. Nothing flaps at ten minutes from one sample to the next: that an alert which does is held
is ours alone. Source: Prometheus, rules/alerting.go, and "Unit testing for rules".
"""

from __future__ import annotations

import json
import random
import subprocess
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from entelech.domain.alert import step
from entelech.domain.alert_state import CALM, Phase
from entelech.domain.rule import Comparison, Rule
from tests.alerting import MINUTE, a_reading, a_rule
from tests.builders import at

if TYPE_CHECKING:
    from datetime import timedelta
    from pathlib import Path

SERIES = 400
SAMPLES = 60
THRESHOLD = 50
GRID = 10 * MINUTE


@dataclass(frozen=True)
class Series:
    number: int
    rule: Rule
    values: list[int]

    @property
    def name(self) -> str:
        return f"alert_{self.number}"


def a_series(number: int) -> Series:
    """It goes on as it is for a while, and then turns; the longer, the likelier holds elapse."""
    rng = random.Random(number)  # noqa: S311 - the same series at every run
    stays = rng.choice((0.3, 0.6, 0.8, 0.9))
    is_broken, values = rng.random() < 0.5, []
    for _ in range(SAMPLES):
        is_broken = is_broken if rng.random() < stays else not is_broken
        values.append(rng.randint(51, 100) if is_broken else rng.randint(0, 50))
    rule = a_rule(
        comparison=Comparison.GREATER_THAN,
        threshold=Decimal(THRESHOLD),
        hold=rng.choice((0, 0, 1, 2, 3, 5, 8)) * GRID,
        keep_firing=rng.choice((0, 0, 1, 2, 3, 5, 8)) * GRID,
    )
    return Series(number=number, rule=rule, values=values)


def firing_samples(series: Series) -> list[int]:
    state, found = CALM, []
    for sample, value in enumerate(series.values):
        now = at() + sample * GRID
        state = step(series.rule, state, a_reading(value, now), None, now).state
        if state.phase in {Phase.FIRING, Phase.RECOVERING}:
            found.append(sample)
    return found


def their_rule(series: Series) -> dict[str, Any]:
    return {
        "alert": series.name,
        "expr": f'reading{{n="{series.number}"}} > {THRESHOLD}',
        "for": _minutes(series.rule.hold),
        "keep_firing_for": _minutes(series.rule.keep_firing),
    }


def their_test(series: Series, firing: list[int], sample: int) -> dict[str, Any]:
    labels = {"n": str(series.number)}
    return {
        "eval_time": _minutes(sample * GRID),
        "alertname": series.name,
        "exp_alerts": [{"exp_labels": labels}] if sample in firing else [],
    }


def _minutes(length: timedelta) -> str:
    return f"{int(length / MINUTE)}m"


def ask(folder: Path, every: list[Series], firing: dict[str, list[int]]) -> str:
    """What promtool has to say against it; JSON is YAML too."""
    rules = {"groups": [{"name": "all", "rules": [their_rule(each) for each in every]}]}
    (folder / "rules.yml").write_text(json.dumps(rules))
    test = {
        "interval": _minutes(GRID),
        "input_series": [
            {"series": f'reading{{n="{each.number}"}}', "values": " ".join(map(str, each.values))}
            for each in every
        ],
        "alert_rule_test": [
            their_test(each, firing[each.name], sample)
            for each in every
            for sample in range(SAMPLES)
        ],
    }
    document = {"rule_files": ["rules.yml"], "evaluation_interval": _minutes(GRID), "tests": [test]}
    (folder / "test.yml").write_text(json.dumps(document))
    asked = subprocess.run(
        ["promtool", "test", "rules", "test.yml"],  # noqa: S607 - where Debian puts it
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if asked.returncode == 0 else asked.stdout + asked.stderr or "failed"


def test_prometheus_fires_at_the_same_instants(tmp_path: Path) -> None:
    every = [a_series(number) for number in range(SERIES)]
    firing = {each.name: firing_samples(each) for each in every}

    assert ask(tmp_path, every, firing)[:2000] == ""

    assert sum(1 for each in firing.values() if each) > SERIES // 2


def test_prometheus_does_object_to_a_sample_more(tmp_path: Path) -> None:
    series = next(each for each in map(a_series, range(SERIES)) if firing_samples(each))
    firing = firing_samples(series)
    more = next(sample for sample in range(SAMPLES) if sample not in firing)

    assert "FAILED" in ask(tmp_path, [series], {series.name: [*firing, more]})
