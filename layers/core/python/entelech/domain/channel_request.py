"""Reads what somebody says of a channel, in the seed's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from msgspec import Struct

from entelech.domain.channel import ChannelId, channel_id
from entelech.domain.errors import BlockedAddressError, InvalidError

if TYPE_CHECKING:
    from entelech.domain.address import AddressPolicy
    from entelech.domain.fields import Fields

_URL = re.compile(r"[\x21-\x7e]{1,2000}")
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+"
)

_LONGEST_ID = 32

COMMON_PROPERTIES: Mapping[str, Any] = {
    "name": {"type": "string", "minLength": 1, "maxLength": 100},
    "enabled": {"type": "boolean", "default": True},
}


class Given(Struct, frozen=True, kw_only=True):
    """What a kind makes of the fields that are its own.

    ``settings`` are shown, ``secrets`` never; both go by the names of fields. ``shown_once`` is what
    we made and its maker has to keep.
    """

    settings: Mapping[str, Any]
    secrets: Mapping[str, Any]
    shown_once: Mapping[str, str]


def id_of(fields: Fields, name: str) -> ChannelId:
    """The id that somebody names, or one made of the channel's name.

    Raises:
        InvalidError: it is none, or the name has nothing that one can be made of.
    """
    if fields.has("channel_id"):
        return channel_id(fields.raw("channel_id"))
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower())[:_LONGEST_ID].strip("-")
    return channel_id(slug)


def parse_url(fields: Fields, name: str, addresses: AddressPolicy) -> str:
    """A URL that we may be made to call.

    Raises:
        InvalidError: it is none.
        BlockedAddressError: it leads where users may not make us call.
    """
    text = fields.text(name, max_length=2000)
    # the parameter store takes two braces for a reference to another parameter
    expected = "an https:// URL of printable ASCII without '{{'"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port or (80 if parts.scheme == "http" else 443)
    except ValueError:
        raise InvalidError(field=name, expected=expected) from None
    is_whole = bool(_URL.fullmatch(text)) and "{{" not in text and not parts.fragment
    is_tls = parts.scheme == "https" or (parts.scheme == "http" and addresses.allow_loopback)
    if not host or not is_whole or not is_tls or parts.username is not None:
        raise InvalidError(field=name, expected=expected)
    if not addresses.admits(host, port):
        raise BlockedAddressError(field=name)
    return text


def host_of(url: str) -> str:
    """What of a URL may be shown."""
    return urlsplit(url).hostname or ""


def mail_address(text: str, *, field: str) -> str:
    """The text as a mail address.

    Raises:
        InvalidError: it is none.
    """
    if not _ADDRESS.fullmatch(text):
        raise InvalidError(field=field, expected="a mail address like team@example.com")
    return text
