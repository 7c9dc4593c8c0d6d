from __future__ import annotations

import pytest

from benchmarks.__main__ import as_result
from benchmarks.cost import prices, run_dollars
from benchmarks.line import Line
from benchmarks.worker import MEMORY_MB
from infra.workers import POLLING


def a_line(measured: float | None, *, is_exact: bool = False) -> Line:
    return Line(
        name="CPU of a check", budget=0.5, measured=measured, unit="x httpx", is_exact=is_exact
    )


@pytest.mark.parametrize(
    ("measured", "is_exact", "is_ok", "fails"),
    [
        (0.5, False, True, False),
        (0.6, False, False, False),  # a shared machine explains up to 1.25 x 0.5 = 0.625
        (0.63, False, False, True),
        (0.5, True, True, False),
        (0.51, True, False, True),
        (None, True, True, False),
    ],
)
def test_a_line_fails_past_its_budget_and_what_noise_explains(
    measured: float | None, is_exact: bool, is_ok: bool, fails: bool
) -> None:
    line = a_line(measured, is_exact=is_exact)

    assert (line.ok, line.fails) == (is_ok, fails)


def test_a_result_holds_what_is_compared_from_run_to_run() -> None:
    assert as_result(a_line(0.4)) == {
        "name": "CPU of a check",
        "budget": 0.5,
        "measured": 0.4,
        "unit": "x httpx",
        "spread": None,
        "ok": True,
    }


def test_a_run_costs_its_memory_for_its_time_and_one_request() -> None:
    """2 s at half a gigabyte is 1 GB-s."""
    price = prices()

    assert run_dollars(2.0, 512) == pytest.approx(
        price["lambda_gb_second_arm"] + price["lambda_request"]
    )


def test_the_worker_that_is_measured_is_the_one_that_is_deployed() -> None:
    assert POLLING.size.memory_mb == MEMORY_MB
