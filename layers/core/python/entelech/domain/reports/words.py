"""How a report says things. What is said is decided here in the domain; the wording is elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal


class Words(Protocol):
    """One language, one locale, one currency, one time zone. Nothing known is said as a dash."""

    def say(self, phrase: str, **values: str | int) -> str:
        """A phrase by its name. Texts are put in as they are, whole numbers choose the plural."""

    def number(self, value: Decimal | float | None, digits: int = 0) -> str:
        """With so many digits after the point, or fewer where they would be zeros of a whole number."""

    def percent(self, value: float | None, digits: int = 2) -> str:
        """``value`` is 0 to 100; the digits are always there, and nothing is rounded up to 100."""

    def money(self, value: Decimal | float | None) -> str:
        """In the client's currency, with its minor unit."""

    def span(self, seconds: float | None) -> str:
        """A length of time: "66 min", "1 h 4 min", "2 d 3 h"."""

    def milliseconds(self, value: float | None) -> str:
        """A response time."""

    def day(self, day: date) -> str:
        """A date with its year."""

    def short_day(self, day: date) -> str:
        """A date without its year."""

    def days(self, first: date, last: date) -> str:
        """From one date to another."""

    def moment(self, instant: datetime) -> str:
        """A date and a time in the client's zone, without naming it."""

    def names(self, names: list[str]) -> str:
        """A list in a sentence."""
