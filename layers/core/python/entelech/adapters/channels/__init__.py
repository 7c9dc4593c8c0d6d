"""Every kind of channel: one file each, named like the kind."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from entelech.domain.channel import ChannelKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from entelech.adapters.channel_ground import ChannelGround
    from entelech.ports.notices import ChannelType


def channel_types(ground: ChannelGround) -> Mapping[ChannelKind, ChannelType]:
    """What sends to each kind."""
    return {kind: _module(kind).make(ground) for kind in ChannelKind}


def channel_properties() -> Mapping[ChannelKind, Mapping[str, Any]]:
    """The fields that are each kind's own, with their JSON Schema."""
    return {kind: _module(kind).PROPERTIES for kind in ChannelKind}


def _module(kind: ChannelKind) -> Any:
    return import_module(f"{__name__}.{kind.value}")
