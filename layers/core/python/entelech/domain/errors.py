"""The whole tree of our errors; every message is written by us and safe to show.

EntelechError
├── InvalidError           invalid          an outside input is not what was expected; names the field
│   └── BlockedAddressError  blocked_address  a URL leads where users may not make us call
├── TooLargeError          too_large        an outside input is larger than we read
├── UnauthenticatedError   unauthenticated  no credentials, or none that we know
├── ForbiddenError         forbidden        known, but may not do this
├── NotFoundError          not_found        no such thing, or not this caller's
├── ConflictError          conflict         it exists already, changed meanwhile, or is in the wrong state
├── RateLimitedError       rate_limited     asked too often; says how long to wait
└── UnavailableError       unavailable      something that we stand on did not answer; worth another try
    └── LostRaceError      unavailable      a conditional write lost; the caller reads again and retries
"""

from __future__ import annotations


class EntelechError(Exception):
    """An error that a person or a model may read.

    ``code`` is stable; ``field`` names the part of an input that the error is about, or is None.
    """

    code = "internal"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class InvalidError(EntelechError):
    """An outside input is not what was expected."""

    code = "invalid"

    def __init__(self, *, field: str, expected: str) -> None:
        super().__init__(f"{field}: expected {expected}", field=field)
        self.expected = expected


class BlockedAddressError(InvalidError):
    """A URL leads where users may not make us call; never says what is there."""

    code = "blocked_address"

    def __init__(self, *, field: str) -> None:
        ports = "80, 443, 8080, 8443 or one that the deployment opens"
        super().__init__(field=field, expected=f"a public address, and port {ports}")


class TooLargeError(EntelechError):
    """An outside input is larger than we read."""

    code = "too_large"


class UnauthenticatedError(EntelechError):
    """The caller showed no credentials, or none that we know."""

    code = "unauthenticated"


class ForbiddenError(EntelechError):
    """The caller is known, but may not do this."""

    code = "forbidden"


class NotFoundError(EntelechError):
    """There is no such thing, or it is not the caller's to see."""

    code = "not_found"


def unknown_client(client_id: str) -> NotFoundError:
    """The one answer for a client that is not there or not the caller's."""
    return NotFoundError(f"There is no client '{client_id}'.", field="client_id")


class ConflictError(EntelechError):
    """The thing exists already, has changed meanwhile, or is in the wrong state for this."""

    code = "conflict"


class RateLimitedError(EntelechError):
    """The caller asks too often; ``retry_after_s`` is whole seconds, at least one."""

    code = "rate_limited"

    def __init__(self, *, retry_after_s: int) -> None:
        super().__init__(f"Too many requests; try again in {retry_after_s} s.")
        self.retry_after_s = retry_after_s


class UnavailableError(EntelechError):
    """Something that we stand on did not answer; the same request may succeed later."""

    code = "unavailable"


class LostRaceError(UnavailableError):
    """A conditional write lost against another writer; nothing was written."""

    def __init__(self) -> None:
        super().__init__("Somebody else changed this at the same moment; try again.")
