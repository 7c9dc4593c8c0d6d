"""Puts away the secrets that users give us with a registration, and takes away what nobody uses."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.auth_header import AuthHeader, NewHeader
from entelech.domain.errors import UnavailableError
from entelech.ports.access import SecretStore
from entelech.ports.clock import Entropy

if TYPE_CHECKING:
    from collections.abc import Callable

    from entelech.domain.client import Registration, System
    from entelech.domain.ids import ClientId


_log = logging.getLogger(__name__)


class HeaderKeeper(Struct, frozen=True, kw_only=True):
    """Header values of clients' systems: stored before a registration names them, deleted after none does.

    Each has a name of its own, so a change that fails breaks nothing that is in use.
    """

    secrets: SecretStore
    entropy: Entropy

    def recognised(self, registration: Registration, before: Registration) -> Registration:
        """The registration with each value that is stored already named as it is there."""
        known = {system.name: system.auth for system in before.systems}
        return _changed(registration, lambda system, new: self._same(new, known.get(system.name)))

    def put_away(self, registration: Registration) -> Registration:
        """The registration with names in place of all values, which are stored now."""
        return _changed(registration, lambda _, new: self._stored(registration.client_id, new))

    def forget(self, gone: Registration, kept: Registration | None) -> None:
        """Delete the secrets that ``gone`` names and ``kept`` does not."""
        for name in sorted(_secret_names(gone) - (_secret_names(kept) if kept else set())):
            try:
                self.secrets.remove(name)
            except UnavailableError:
                # what was asked for is done; a secret that nobody names is left behind
                _log.warning("secret_left_behind", extra={"secret_name": name}, exc_info=True)

    def _same(self, new: NewHeader, known: AuthHeader | NewHeader | None) -> AuthHeader | NewHeader:
        if not isinstance(known, AuthHeader) or known.name != new.name:
            return new
        is_same = self.secrets.secret(known.secret_name) == new.value.reveal()
        return known if is_same else new

    def _stored(self, client_id: ClientId, new: NewHeader) -> AuthHeader:
        secret_name = f"clients/{client_id}/{self.entropy.key_id()}"
        self.secrets.add(secret_name, new.value.reveal())
        return AuthHeader(name=new.name, secret_name=secret_name)


def _changed(
    registration: Registration, change: Callable[[System, NewHeader], AuthHeader | NewHeader]
) -> Registration:
    """The registration with its new headers changed."""
    systems = tuple(
        replace(system, auth=change(system, system.auth))
        if isinstance(system.auth, NewHeader)
        else system
        for system in registration.systems
    )
    return replace(registration, systems=systems)


def _secret_names(registration: Registration) -> set[str]:
    return {
        system.auth.secret_name
        for system in registration.systems
        if isinstance(system.auth, AuthHeader)
    }
