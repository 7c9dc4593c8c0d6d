"""The day that the demo clients play, as a pure function of client, system and time.

Three lanes run side by side, each with four clients of its own and at most one of them in trouble, so never are
more than three clients in trouble at once. A lane is cut into scenes of twenty minutes: a trouble, a short
recovery, then quiet. The same minute of any day plays the same scene.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from local.demo_fleet import HTTPS_SYSTEM, SYSTEMS_PER_CLIENT

if TYPE_CHECKING:
    from datetime import datetime

MINUTES_A_DAY = 24 * 60


class Behaviour(StrEnum):
    """How a system of the demo answers."""

    HEALTHY = "healthy"
    SLOW = "slow"
    DEGRADED = "degraded"
    FAILING = "failing"
    REFUSED = "refused"
    EXPIRED_CERTIFICATE = "expired_certificate"
    BAD_JSON = "bad_json"
    HUNG = "hung"
    RECOVERING = "recovering"


SCENE_MINUTES = 20
TROUBLE_MINUTES = 9
RECOVERY_MINUTES = 2

LANES: tuple[tuple[int, ...], ...] = (
    # Who has the trouble of scene 1, 2, 3…: some have more bad luck than others, as in life.
    (3, 0, 3, 6, 3, 9, 0, 6),
    (4, 1, 7, 4, 10, 4, 1, 4),
    (2, 8, 2, 5, 11, 2, 8, 2, 5),
)
LANE_OFFSETS_MINUTES = (0, 5, 10)
"""Lanes start apart, so that something changes every few minutes."""

TROUBLES = (
    Behaviour.FAILING,
    Behaviour.SLOW,
    Behaviour.REFUSED,
    Behaviour.DEGRADED,
    Behaviour.EXPIRED_CERTIFICATE,
    Behaviour.BAD_JSON,
    Behaviour.HUNG,
)
LANE_TROUBLE_STEPS = (0, 3, 5)
"""Where in the troubles each lane begins, so that two lanes seldom show the same one."""


def behaviour_at(client: int, system: int, moment: datetime) -> Behaviour:
    """How a system behaves at a moment, which is aware and read as UTC.

    ``client`` is the place in the fleet, ``system`` the place among that client's systems.
    """
    lane = next(number for number, cast in enumerate(LANES) if client in cast)
    into_lane = (_minute_of_day(moment) - LANE_OFFSETS_MINUTES[lane]) % MINUTES_A_DAY
    scene, minute = divmod(into_lane, SCENE_MINUTES)
    if LANES[lane][scene % len(LANES[lane])] != client:
        return Behaviour.HEALTHY
    trouble = TROUBLES[(scene + LANE_TROUBLE_STEPS[lane]) % len(TROUBLES)]
    if system != _troubled_system(scene, trouble):
        return Behaviour.HEALTHY
    if minute < TROUBLE_MINUTES:
        return trouble
    if minute < TROUBLE_MINUTES + RECOVERY_MINUTES:
        return Behaviour.RECOVERING
    return Behaviour.HEALTHY


def _minute_of_day(moment: datetime) -> int:
    seconds = int(moment.timestamp()) % (MINUTES_A_DAY * 60)
    return seconds // 60


def _troubled_system(scene: int, trouble: Behaviour) -> int:
    return HTTPS_SYSTEM if trouble is Behaviour.EXPIRED_CERTIFICATE else scene % SYSTEMS_PER_CLIENT
