"""Fetches the headers that a run of checks has to show, and remembers them for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from entelech.domain.auth_header import AuthHeader, Secret
from entelech.domain.errors import UnavailableError
from entelech.ports.access import SecretStore
from entelech.ports.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from entelech.domain.client import System
    from entelech.domain.shard import Row

_REMEMBERED_S = 300.0
_MAX_REMEMBERED = 2000


class HeaderReader(Struct, frozen=True, kw_only=True):
    """Header values by the names of their secrets, which never change their value."""

    secrets: SecretStore
    clock: Clock
    _remembered: dict[str, tuple[float, Secret]] = field(default_factory=dict)

    def values(self, rows: Iterable[Row | System]) -> Mapping[str, Secret]:
        """What their headers say, by secret name; what cannot be read, or is gone, is left out."""
        wanted = {row.auth.secret_name for row in rows if isinstance(row.auth, AuthHeader)}
        now_s = self.clock.elapsed_s()
        known = {
            name: value
            for name, (read_at_s, value) in self._remembered.items()
            if name in wanted and now_s - read_at_s < _REMEMBERED_S
        }
        unknown = sorted(wanted - known.keys())
        read = self._read(unknown)
        if len(self._remembered) + len(read) > _MAX_REMEMBERED:
            self._remembered.clear()
        self._remembered.update({name: (now_s, value) for name, value in read.items()})
        return {**known, **read}

    def _read(self, names: Sequence[str]) -> dict[str, Secret]:
        if not names:
            return {}
        try:
            found = self.secrets.secrets(names)
        except UnavailableError:
            return {}
        return {name: Secret(value) for name, value in found.items()}
