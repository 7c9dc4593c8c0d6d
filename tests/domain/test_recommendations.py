from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from entelech.domain.histogram import histogram_of
from entelech.domain.reason import Reason
from tests.domain.test_reports import a_day, made, of, work
from tests.report_samples import some_inputs, some_terms

if TYPE_CHECKING:
    from entelech.domain.reports.model import Recommendation

EVERY_RULE = {
    "renew_certificates",
    "find_repeated_cause",
    "retry_in_the_system",
    "speed_up",
    "mend_failing_runs",
    "shorten_restoring",
    "plan_for_growth",
    "extend_what_pays",
    "agree_on_money",
}


def said(inputs: Any) -> dict[str, Recommendation]:
    found = made(inputs).recommendations
    assert found is not None
    return {each.rule: each for each in found.all}


def with_before(inputs: Any, **before: Any) -> Any:
    return replace(inputs, before=replace(inputs.before, **before))


PLAIN = {"hourly_rate": None, "minutes_saved_per_run": None, "retainer": None}
FAST, SLOW = histogram_of([100.0] * 100), histogram_of([200.0] * 100)
CASES = [
    ("renew_certificates", of(health=a_day((0, 52, Reason.TLS)))),
    (
        "find_repeated_cause",
        of(health=a_day(*((100 * n, 2, Reason.TIMEOUT) for n in range(3)))),
    ),
    ("retry_in_the_system", of(health=a_day(retries=15))),  # of 1,440 checks, 1.04 %
    ("speed_up", with_before(of(health=a_day(latency=SLOW)), health=a_day(latency=FAST))),
    ("mend_failing_runs", of(work=[work(100, 90)])),
    (
        "shorten_restoring",
        of(health=a_day((0, 100, Reason.DNS)), work=[work(100, 99, savings=Decimal(500))]),
    ),
    ("plan_for_growth", with_before(of(work=[work(120, 120)]), work=[work(100, 100)])),
    ("extend_what_pays", of(work=[work(100, 100, savings=Decimal(4500))])),
    ("agree_on_money", replace(of(work=[work(10, 10)]), terms=some_terms(**PLAIN))),
]
SILENT = [
    ("renew_certificates", of(health=a_day((0, 52, Reason.TIMEOUT)))),
    ("find_repeated_cause", of(health=a_day((0, 2, Reason.TIMEOUT), (100, 2, Reason.TIMEOUT)))),
    ("retry_in_the_system", of(health=a_day(retries=14))),  # 0.97 %
    ("speed_up", with_before(of(health=a_day(latency=FAST)), health=a_day(latency=FAST))),
    ("speed_up", with_before(of(health=a_day(latency=FAST)), health=a_day(latency=SLOW))),
    ("speed_up", of(health=a_day(latency=SLOW))),  # nothing to compare it with
    ("mend_failing_runs", of(work=[work(100, 95)])),
    ("mend_failing_runs", of(work=[work(49, 10)])),
    ("shorten_restoring", of(health=a_day((0, 100, Reason.DNS)))),
    ("plan_for_growth", with_before(of(work=[work(119, 119)]), work=[work(100, 100)])),
    (
        "plan_for_growth",
        with_before(
            of(work=[work(60, 60), replace(work(60, 60), day=date(2025, 1, 2))]),
            work=[work(50, 50)],
        ),
    ),
    ("extend_what_pays", of(work=[work(100, 100, savings=Decimal(4400))])),
    ("agree_on_money", of(work=[work(10, 10)])),
]


@pytest.mark.parametrize(("rule", "inputs"), CASES, ids=[rule for rule, _ in CASES])
def test_a_rule_speaks_where_there_is_evidence_and_cites_it(rule: str, inputs: Any) -> None:
    found = said(inputs)[rule]

    assert found.evidence
    assert all(each.startswith(f"advice_{rule}_evidence") for each in found.evidence)


@pytest.mark.parametrize(("rule", "inputs"), SILENT)
def test_a_rule_is_silent_where_there_is_not(rule: str, inputs: Any) -> None:
    assert rule not in said(inputs)


def test_every_rule_has_its_cases() -> None:
    assert {rule for rule, _ in CASES} == {rule for rule, _ in SILENT} == EVERY_RULE


def test_failed_runs_are_worth_what_the_others_saved() -> None:
    """90 saved 900, so each 10; the 10 that failed would have saved 100."""
    found = said(of(work=[work(100, 90, savings=Decimal(900))]))

    assert found["mend_failing_runs"].estimated_value == 100.0


def test_an_outage_is_worth_what_would_have_been_saved_meanwhile() -> None:
    """A day's work saves 720; 72 of 1,440 minutes are a twentieth: 36."""
    inputs = of(health=a_day((0, 72, Reason.TLS)), work=[work(100, 100, savings=Decimal(720))])

    found = said(inputs)["renew_certificates"]

    assert (found.estimated_minutes, found.estimated_value) == (72, 36.0)


def test_the_most_urgent_comes_first() -> None:
    found = made(some_inputs()).recommendations

    assert found is not None
    for kind in (found.performance_optimizations, found.cost_savings_opportunities):
        order = ["high", "medium", "low"]
        places = [order.index(each.priority) for each in kind]
        assert places == sorted(places)
