"""Who asks, what they may do, and whose clients they see."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from entelech.domain.errors import UnauthenticatedError
from entelech.domain.ids import ClientId

_KEY = re.compile(r"emk_([0-9a-z]{8})_([A-Za-z0-9_-]{43})")


class Role(StrEnum):
    """What a key is for."""

    ADMIN = "admin"


class Action(StrEnum):
    """What a route or a tool does; each declares exactly one."""

    READ_FLEET = "read_fleet"
    READ_CLIENT = "read_client"
    WRITE_CLIENT = "write_client"
    USE_ASSISTANT = "use_assistant"


_GRANTS = {Role.ADMIN: frozenset(Action)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientScope:
    """The clients that somebody may see. ``clients`` None is all of them."""

    clients: frozenset[ClientId] | None

    @classmethod
    def everything(cls) -> ClientScope:
        """The scope of the product's own work, and of a key that is not bound to clients."""
        return cls(clients=None)

    def includes(self, client_id: ClientId) -> bool:
        """Whether the client may be seen."""
        return self.clients is None or client_id in self.clients


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who asks: the key that was shown, its role and the clients that it sees."""

    key_id: str
    role: Role
    scope: ClientScope

    def may(self, action: Action) -> bool:
        """Whether the role grants the action."""
        return action in _GRANTS[self.role]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key as it is stored: never its secret, only that one's SHA-256.

    The secret is 256 random bits, so a slow hash would add nothing.
    """

    key_id: str
    secret_sha256: str
    name: str
    role: Role
    scope: ClientScope
    created_at: datetime

    @property
    def principal(self) -> Principal:
        """Who its holder is."""
        return Principal(key_id=self.key_id, role=self.role, scope=self.scope)

    def is_opened_by(self, secret: str) -> bool:
        """Whether the secret is this key's; takes the same time either way."""
        return hmac.compare_digest(self.secret_sha256, secret_sha256(secret))


def secret_sha256(secret: str) -> str:
    """The form in which a secret is stored, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def key_text(key_id: str, secret: str) -> str:
    """The key as its holder gets it, once."""
    return f"emk_{key_id}_{secret}"


def parse_key(text: str) -> tuple[str, str]:
    """The id and the secret of a key.

    Raises:
        UnauthenticatedError: the text is no key of ours.
    """
    match = _KEY.fullmatch(text)
    if match is None:
        raise UnauthenticatedError("That is not an API key of this deployment.")
    return match[1], match[2]
