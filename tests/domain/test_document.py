from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from entelech.domain.check import Status
from entelech.domain.document import document, instant_text
from entelech.domain.fleet import PollerHealth
from tests.builders import NOON


def test_an_answer_becomes_json() -> None:
    answer = {
        "poller": PollerHealth(last_tick_at=NOON, is_stale=False, suspect_since=None),
        "all": (Status.DOWN, None),
    }

    assert json.dumps(document(answer)) == json.dumps(
        {
            "poller": {
                "last_tick_at": "2025-01-15T12:00:00Z",
                "is_stale": False,
                "suspect_since": None,
            },
            "all": ["down", None],
        }
    )


def test_instants_are_utc_of_fixed_width() -> None:
    moment = datetime(2025, 1, 5, 1, 2, 3, 999_000, tzinfo=timezone(timedelta(hours=-5)))

    assert instant_text(moment) == "2025-01-05T06:02:03Z"
    assert instant_text(datetime(2025, 1, 5, tzinfo=UTC)) == "2025-01-05T00:00:00Z"


def test_a_value_without_an_outside_form_is_refused() -> None:
    with pytest.raises(TypeError):
        document(object())
