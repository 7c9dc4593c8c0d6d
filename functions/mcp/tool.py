"""What a tool is: one declaration that listing, rights and argument checks all come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mcp_types import ToolAnnotations
from msgspec import Struct

from entelech.domain.access import Action, ClientScope, Principal
from entelech.domain.audit import Change
from entelech.domain.source import Source


class ToolAnswer(Struct, frozen=True, kw_only=True):
    """What a tool found: a few lines for a model to read, and the same as structured content.

    Each alone is enough, since hosts differ in which of them they show to the model. ``changes``
    are for the audit log.
    """

    text: str
    content: object
    changes: Sequence[Change] = ()


class ToolSpec(Struct, frozen=True, kw_only=True):
    """A tool. ``answer`` is the type of its structured content; ``call`` gets checked rights only.

    ``call_as`` is in its place where the answer, or what is kept of it, names who asked.
    """

    name: str
    title: str
    description: str
    action: Action
    parameters: Mapping[str, Any]
    answer: type
    annotations: ToolAnnotations
    call: Callable[[ClientScope, Mapping[str, Any]], ToolAnswer] | None = None
    call_as: Callable[[Principal, Mapping[str, Any]], ToolAnswer] | None = None

    def answered(self, principal: Principal, arguments: Mapping[str, Any]) -> ToolAnswer:
        """What it says to somebody who may hear it."""
        if self.call_as is not None:
            return self.call_as(principal, arguments)
        if self.call is None:
            raise TypeError(self.name)
        return self.call(principal.scope, arguments)

    @property
    def changes_state(self) -> bool:
        """Whether the audit log keeps every call."""
        return not self.annotations.read_only_hint


class Caller(Struct, frozen=True, kw_only=True):
    """Who sent a request, whence, and the id that its log lines carry."""

    principal: Principal
    source: Source
    request_id: str


READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
WRITES = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
CLIENT_ID: Mapping[str, Any] = {
    "type": "string",
    "minLength": 1,
    "maxLength": 64,
    "description": "Client identifier, as get_all_clients_status names it.",
}
