"""Checks that somebody asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from entelech.domain.ids import ClientId
    from entelech.domain.manual_check import ManualCheck


class ManualCheckStore(Protocol):
    """Checks that somebody asked for, kept for a day."""

    def check(self, client_id: ClientId, check_id: str) -> ManualCheck | None:
        """The check; None when there is none, or none any more."""

    def save(self, check: ManualCheck) -> bool:
        """Store it if what is there is of the version before; False, and nothing written, else."""


class ManualCheckQueue(Protocol):
    """Hands checks to the workers, at least once each."""

    def send_check(self, client_id: ClientId, check_id: str) -> None:
        """Queue one."""
