"""What is known of an alert between readings, and what a reading makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from entelech.domain.channel import ChannelId
from entelech.domain.notice_kinds import NoticeKind


class Phase(StrEnum):
    """Where an alert is."""

    OK = "ok"
    PENDING = "pending"
    FIRING = "firing"
    RECOVERING = "recovering"
    NO_DATA = "no_data"


class Mute(StrEnum):
    """Why nobody is told for now."""

    SILENCE = "silence"
    MAINTENANCE = "maintenance"
    SUSPECT = "suspect_poller"
    DEPENDENCY = "dependency"
    """The client is down, which is told already."""
    HOURS = "outside_active_hours"


UNREAL = frozenset({Mute.MAINTENANCE, Mute.SUSPECT, Mute.DEPENDENCY})
"""What is muted for these reasons is no incident of its own."""


class Cause(StrEnum):
    """Why an alert went from one phase to another."""

    BROKEN = "broken"
    HELD = "held"
    """It was broken for as long as the rule wants."""
    KEPT = "kept"
    RECOVERED = "recovered"
    NO_DATA = "no_data"
    DATA_BACK = "data_back"
    RULE_REMOVED = "rule_removed"
    SUBJECT_REMOVED = "subject_removed"
    DEACTIVATED = "deactivated"


class AlertState(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of an alert. ``version`` grows by one with every transition.

    ``recent`` are the latest readings, oldest first, whether each broke the rule; only where more
    than one counts. ``told`` is what people believe: that it fires, that nothing is known, or None.
    ``flips`` are the instants at which it lately fired or ended.
    """

    phase: Phase = Phase.OK
    version: int = 0
    rule_version: int = 0
    pending_since: datetime | None = None
    fired_at: datetime | None = None
    clear_since: datetime | None = None
    no_data_since: datetime | None = None
    evaluated_at: datetime | None = None
    sampled_at: datetime | None = None
    recent: tuple[bool, ...] = ()
    value: Decimal | None = None
    peak: Decimal | None = None
    """The worst value since it is broken."""
    told: NoticeKind | None = None
    told_at: datetime | None = None
    told_channels: tuple[ChannelId, ...] = ()
    last_told_at: datetime | None = None
    reminders: int = 0
    is_escalated: bool = False
    muted_by: Mute | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    flips: tuple[datetime, ...] = ()
    is_flapping: bool = False
    is_flapping_told: bool = False
    incident_id: str | None = None

    @property
    def is_calm(self) -> bool:
        """Whether there is nothing to remember: no row is kept."""
        return (
            self.phase is Phase.OK
            and self.told is None
            and self.no_data_since is None
            and not self.flips
        )

    @property
    def is_well(self) -> bool:
        """Whether nothing is broken or unknown about it."""
        return self.phase is Phase.OK

    @property
    def is_firing(self) -> bool:
        """Whether it counts as broken, perhaps on its way back."""
        return self.phase in {Phase.FIRING, Phase.RECOVERING}


CALM = AlertState()


class Moved(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A transition: made at most once, whoever evaluates. ``version`` is the state's after it."""

    version: int
    before: Phase
    after: Phase
    cause: Cause
    at: datetime
    value: Decimal | None = None


class Owed(Struct, frozen=True, kw_only=True):
    """A notice that somebody must get, on each of the channels.

    ``since`` and ``until`` are when it was so; ``peak`` the worst value then.
    """

    kind: NoticeKind
    version: int
    channels: tuple[ChannelId, ...]
    value: Decimal | None = None
    peak: Decimal | None = None
    since: datetime | None = None
    until: datetime | None = None
    reminders: int = 0


class Step(Struct, frozen=True, kw_only=True):
    """What an evaluation makes of an alert. ``state`` is the same object where nothing changed."""

    state: AlertState
    transitions: Sequence[Moved] = ()
    owed: Sequence[Owed] = ()
