"""What a client's systems do in a minute in which they serve, as they told lately."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.incident import Worth
from entelech.domain.money import Money
from entelech.ports.metrics import MetricStore

if TYPE_CHECKING:
    from datetime import datetime

    from entelech.domain.ids import ClientId

_DAYS = 28
"""Four whole weeks: each day of the week counts as often."""
_MINUTES_A_DAY = 24 * 60


class Worths(Struct, frozen=True, kw_only=True):
    """``WorthReader`` by what systems say of their days."""

    store: MetricStore

    def worth(self, client_id: ClientId, now: datetime) -> Worth | None:
        """The mean of the last four weeks' days of which something is known.

        None where no system tells its savings, or they are of several currencies.
        """
        last = (now - timedelta(days=1)).date()
        days = self.store.days(client_id, last - timedelta(days=_DAYS - 1), last)
        told = [each for day in days for each in day.told.values()]
        saving = [
            (each.figures.total, each.figures.cost_savings)
            for each in told
            if each.figures.cost_savings is not None
        ]
        runs = sum(total for total, _ in saving)
        currencies = {each.currency for each in told}
        if not runs or len(currencies) != 1:
            return None
        every = sum(each.figures.total for each in told)
        return Worth(
            runs_per_minute=Decimal(every) / (len(days) * _MINUTES_A_DAY),
            saving_per_run=Money(
                amount=sum((each for _, each in saving), Decimal(0)) / runs,
                currency=currencies.pop(),
            ),
        )
