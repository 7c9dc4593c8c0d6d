"""``Words`` that say what they were asked to say, in a form that tests can look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal


class PlainWords:
    """A phrase is its name, with its values behind it."""

    def say(self, phrase: str, **values: str | int) -> str:
        return " ".join([phrase, *(f"{name}={value}" for name, value in values.items())])

    def number(self, value: Decimal | float | None, digits: int = 0) -> str:
        return f"{value:.{digits}f}" if value is not None else "?"

    def percent(self, value: float | None, digits: int = 2) -> str:
        return f"{self.number(value, digits)}%"

    def money(self, value: Decimal | float | None) -> str:
        return self.number(value, 2)

    def span(self, seconds: float | None) -> str:
        return f"{self.number(seconds)}s"

    def milliseconds(self, value: float | None) -> str:
        return f"{self.number(value)}ms"

    def day(self, day: date) -> str:
        return day.isoformat()

    short_day = day

    def days(self, first: date, last: date) -> str:
        return f"{first}..{last}"

    def moment(self, instant: datetime) -> str:
        return instant.isoformat()

    def names(self, names: list[str]) -> str:
        return ",".join(names)
