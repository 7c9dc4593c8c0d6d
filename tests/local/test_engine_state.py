"""The engine's kept state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local import ministack
from local.places import Places

if TYPE_CHECKING:
    from pathlib import Path


def test_queues_follow_the_engine_to_another_port(tmp_path: Path):
    places = Places(state=tmp_path)
    state = places.engine / "state"
    state.mkdir(parents=True)
    ministack._move_state(places, 8610)
    (state / "sqs.json").write_text('{"http://localhost:8610/000000000000/poll": {"port": 8610}}')

    ministack._move_state(places, 44435)
    ministack._move_state(places, 44435)

    assert (
        state / "sqs.json"
    ).read_text() == '{"http://localhost:44435/000000000000/poll": {"port": 8610}}'
