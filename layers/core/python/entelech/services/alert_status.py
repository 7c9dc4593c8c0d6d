"""Shows where a client's alerts are, and how they came there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.alert_answer import ClientAlertsShown, alerts_shown
from entelech.domain.errors import unknown_client
from entelech.ports.alerts import AlertStore, RuleStore
from entelech.ports.registry import RegistryStore

if TYPE_CHECKING:
    from entelech.domain.access import ClientScope
    from entelech.domain.ids import ClientId


class AlertStatus(Struct, frozen=True, kw_only=True):
    """The alerts of clients, as they were evaluated last."""

    alerts: AlertStore
    rules: RuleStore
    registry: RegistryStore

    def of_client(
        self, scope: ClientScope, client_id: ClientId, *, limit: int
    ) -> ClientAlertsShown:
        """What is not calm, and at most ``limit`` steps; four requests.

        Raises:
            NotFoundError: there is no such client in ``scope``.
        """
        if not scope.includes(client_id) or self.registry.client(client_id) is None:
            raise unknown_client(client_id)
        sets = self.rules.rule_sets([client_id, None])
        return alerts_shown(
            self.alerts.alerts([client_id])[client_id],
            self.alerts.transitions(client_id, limit=limit),
            {rule.rule_id: rule for owned in sets.values() for rule in owned.rules},
        )
