"""Answers of ``/metrics`` for 15 January 2025 that break the contract, and the field that they break."""

from __future__ import annotations

import json
from typing import Any

from tests.figures import a_metrics_body

START, END = "2025-01-15T00:00:00Z", "2025-01-15T23:59:59Z"


def _body(**overrides: Any) -> bytes:
    return json.dumps(a_metrics_body(START, END, **overrides)).encode()


def _without(*names: str) -> bytes:
    whole = json.loads(_body())
    return json.dumps({name: each for name, each in whole.items() if name not in names}).encode()


def _written(name: str, value: str) -> bytes:
    """The field with exactly that text, which Python would not write."""
    return _body(**{name: "@"}).replace(b'"@"', value.encode())


def _gain(**gains: Any) -> bytes:
    return _body(efficiency_gains=gains)


def _period(start: Any = START, end: Any = END) -> bytes:
    return _body(period={"start": start, "end": end})


_TOTAL, _GOOD, _BAD = "total_automations", "successful_automations", "failed_automations"

BAD_BODIES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "body"),
    "HTML": (b"<!doctype html><h1>502 Bad Gateway</h1>", "body"),
    "truncated": (_body()[:90], "body"),
    "a list": (b"[]", "body"),
    "a number": (b"7", "body"),
    "null": (b"null", "body"),
    "not UTF-8": (_body().replace(b"period", b"p\xffriod"), "body"),
    "a name twice": (b'{"x": 1, "x": 2}', "body"),
    "too deep": (b"[" * 40 + b"]" * 40, "body"),
    "two documents": (_body() + _body(), "body"),
    "no period": (_without("period"), "period"),
    "period as text": (_body(period="January"), "period"),
    "no start": (_body(period={"end": END}), "period.start"),
    "no end": (_body(period={"start": START}), "period.end"),
    "start without a zone": (_period(start="2025-01-15T00:00:00"), "period.start"),
    "start as a number": (_period(start=1736899200), "period.start"),
    "another day": (_period("2025-01-14T00:00:00Z", "2025-01-14T23:59:59Z"), "period.start"),
    "the whole month": (_period("2025-01-01T00:00:00Z", "2025-01-31T23:59:59Z"), "period.start"),
    "half of the day": (_period(end="2025-01-15T12:00:00Z"), "period.end"),
    "a day too many": (_period(end="2025-01-16T23:59:59Z"), "period.end"),
    "the wrong way round": (_period(end="2025-01-14T00:00:00Z"), "period.end"),
    "no total": (_without(_TOTAL), _TOTAL),
    "no successful ones": (_without(_GOOD), _GOOD),
    "no failed ones": (_without(_BAD), _BAD),
    "total null": (_body(total_automations=None), _TOTAL),
    "total as text": (_body(total_automations="450"), _TOTAL),
    "total true": (_body(total_automations=True), _TOTAL),
    "total a fraction": (_body(total_automations=450.5), _TOTAL),
    "total a float": (_written(_TOTAL, "450.0"), _TOTAL),
    "total negative": (_body(total_automations=-1), _TOTAL),
    "total huge": (_body(total_automations=10**30), _TOTAL),
    "total NaN": (_written(_TOTAL, "NaN"), _TOTAL),
    "total Infinity": (_written(_TOTAL, "Infinity"), _TOTAL),
    "total in a list": (_body(total_automations=[450]), _TOTAL),
    "total of 5,000 digits": (_written(_TOTAL, "9" * 5000), "body"),
    "failed negative": (_body(failed_automations=-22), _BAD),
    "more parts than the whole": (_body(successful_automations=440), _TOTAL),
    "time negative": (_body(total_processing_time=-0.1), "total_processing_time"),
    "time as text": (_body(total_processing_time="1125.5"), "total_processing_time"),
    "time NaN": (_written("total_processing_time", "NaN"), "total_processing_time"),
    "savings negative": (_body(cost_savings=-1), "cost_savings"),
    "savings infinite": (_written("cost_savings", "1e999"), "cost_savings"),
    "savings huge": (_body(cost_savings=1e13), "cost_savings"),
    "savings with a currency": (_body(cost_savings="$2840.75"), "cost_savings"),
    "gains as a number": (_body(efficiency_gains=5), "efficiency_gains"),
    "hours negative": (_gain(time_saved_hours=-2), "efficiency_gains.time_saved_hours"),
    "hours as text": (_gain(time_saved_hours="2"), "efficiency_gains.time_saved_hours"),
    "more than all errors": (
        _gain(error_reduction_percentage=101),
        "efficiency_gains.error_reduction_percentage",
    ),
    "improvement true": (_gain(process_improvement=True), "efficiency_gains.process_improvement"),
}
