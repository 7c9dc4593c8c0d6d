"""Keys that the deployment signs with, made when first asked for; nobody ever sees them."""

from __future__ import annotations

from msgspec import Struct, field

from entelech.domain.errors import UnavailableError
from entelech.ports.access import SecretStore
from entelech.ports.clock import Clock, Entropy

_REMEMBERED_S = 300.0
"""How long a warm process may sign with a key that was deleted to void what it signed."""


class SigningKey(Struct, frozen=True, kw_only=True):
    """The key of that name."""

    name: str
    secrets: SecretStore
    entropy: Entropy
    clock: Clock
    _remembered: list[tuple[float, str]] = field(default_factory=list)

    def read(self) -> str:
        """The key, remembered for a while.

        Raises:
            UnavailableError: it cannot be read.
        """
        now_s = self.clock.elapsed_s()
        for read_at_s, key in self._remembered:
            if now_s - read_at_s < _REMEMBERED_S:
                return key
        key = self.secrets.secret(self.name) or self._made()
        self._remembered[:] = [(now_s, key)]
        return key

    def _made(self) -> str:
        """The key of whoever was first, when several find none at once."""
        self.secrets.add(self.name, self.entropy.secret())
        key = self.secrets.secret(self.name)
        if key is None:
            raise UnavailableError("A signing key of the deployment cannot be read.")
        return key
