"""``Words`` with CLDR's data: one language's phrases, one locale's numbers, money and dates."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent
from msgspec import Struct

from entelech.adapters.reports import english
from entelech.domain.money import minor_digits

if TYPE_CHECKING:
    from datetime import date, datetime

_TAGS = ("zero", "one", "two", "few", "many", "other")
"""CLDR's plural forms, in their order."""
_FIELD = re.compile(r"{(\w+)(?::([^}]*))?}")
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400
_IN_MINUTES_S = 2 * _HOUR_S
_IN_HOURS_S = 2 * _DAY_S
"""Lengths below are told in minutes, and in hours: "66 min" reads better than "1 h 6 min"."""
_IN_SECONDS_MS = 10_000


class BabelWords(Struct, frozen=True, dict=True):
    """English phrases with the locale's numbers. ``time_zone`` is an IANA name."""

    locale_name: str
    currency: str
    time_zone: str

    @cached_property
    def locale(self) -> Locale:
        """CLDR's data of the locale."""
        return Locale.parse(self.locale_name)

    @cached_property
    def language(self) -> Locale:
        """CLDR's data of the phrases' own language, which has the plurals."""
        return Locale.parse(english.LANGUAGE)

    def say(self, phrase: str, **values: str | int) -> str:
        def filled(field: re.Match[str]) -> str:
            value, forms = values[field[1]], field[2]
            if isinstance(value, str):
                return value
            number = self.number(value)
            return self._plural(value, forms).replace("#", number) if forms else number

        return _FIELD.sub(filled, english.PHRASES[phrase])

    def number(self, value: Decimal | float | None, digits: int = 0) -> str:
        if value is None:
            return self.say("unknown")
        return format_decimal(_rounded(value, digits), locale=self.locale)

    def percent(self, value: float | None, digits: int = 2) -> str:
        if value is None:
            return self.say("unknown")
        shown = _rounded(value, digits)
        if shown >= 100 > value:
            shown = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_DOWN)
        pattern = self.locale.percent_formats[None].pattern
        with_digits = pattern.replace("0", f"0.{'0' * digits}") if digits else pattern
        return format_percent(shown / 100, with_digits, locale=self.locale)

    def money(self, value: Decimal | float | None) -> str:
        if value is None:
            return self.say("unknown")
        shown = _rounded(value, minor_digits(self.currency))
        return format_currency(shown, self.currency, locale=self.locale, currency_digits=True)

    def span(self, seconds: float | None) -> str:
        if seconds is None:
            return self.say("unknown")
        whole = max(0, int(seconds))
        if whole < _MINUTE_S:
            return self.say("span_seconds", seconds=whole)
        minutes = -(-whole // _MINUTE_S)
        if whole < _IN_MINUTES_S:
            return self.say("span_minutes", minutes=minutes)
        if whole < _IN_HOURS_S:
            hours, minutes = divmod(minutes, 60)
            return self.say(
                "span_hours_minutes" if minutes else "span_hours", hours=hours, minutes=minutes
            )
        days, hours = divmod(-(-whole // _HOUR_S), 24)
        return self.say("span_days_hours" if hours else "span_days", days=days, hours=hours)

    def milliseconds(self, value: float | None) -> str:
        if value is None:
            return self.say("unknown")
        if value >= _IN_SECONDS_MS:
            return self.say("seconds", time=self.number(value / 1000, 1))
        return self.say("milliseconds", time=self.number(value))

    def day(self, day: date) -> str:
        return format_date(day, "long", locale=self.locale)

    def short_day(self, day: date) -> str:
        return format_skeleton("MMMd", day, locale=self.locale)

    def days(self, first: date, last: date) -> str:
        if first == last:
            return self.day(first)
        begin = format_skeleton("MMMMd", first, locale=self.locale)
        shown = begin if first.year == last.year else self.day(first)
        return self.say("range", first=shown, last=self.day(last))

    def moment(self, instant: datetime) -> str:
        there = instant.astimezone(ZoneInfo(self.time_zone))
        day = format_date(there.date(), "medium", locale=self.locale)
        return self.say(
            "moment", day=day, time=format_time(there.time(), "short", locale=self.locale)
        )

    def names(self, names: list[str]) -> str:
        return format_list(names, locale=self.language)

    def _plural(self, count: int, forms: str) -> str:
        choices = forms.split("|")
        tags = [tag for tag in _TAGS if tag in {*self.language.plural_form.tags, "other"}]
        return choices[min(tags.index(self.language.plural_form(count)), len(choices) - 1)]


def words_for(locale: str, currency: str, time_zone: str) -> BabelWords:
    """The words for a client's report."""
    return BabelWords(locale, currency, time_zone)


def _rounded(value: Decimal | float, digits: int) -> Decimal:
    """Through its text, so that 0.285 is what it says."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
