"""How urgent a notice is, what it tells, and what can become of it: closed sets that much else names."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """How urgent an alert is, the most urgent first."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class NoticeKind(StrEnum):
    """What a notice tells."""

    FIRED = "fired"
    RESOLVED = "resolved"
    REMINDER = "reminder"
    ESCALATED = "escalated"
    NO_DATA = "no_data"
    FLAPPING = "flapping"
    SELF = "self"
    """Something is wrong with the product itself."""
    TEST = "test"
    REPORT = "report"


class NoticeState(StrEnum):
    """What became of a notice; the last three are final, and only a dead one can be sent again."""

    PENDING = "pending"
    SENDING = "sending"
    """A worker has it; when its lease ends with nothing said, the next one takes it."""
    DELIVERED = "delivered"
    DEAD = "dead"
    COLLAPSED = "collapsed"
    """Over before anybody was told: there was nothing left to tell."""


class Verdict(StrEnum):
    """How an attempt to deliver ended."""

    DELIVERED = "delivered"
    RETRY = "retry"
    PERMANENT = "permanent"
    """The same message would be refused again."""
    DISABLED = "disabled"
    """The channel itself is gone: nothing can be sent there."""
