"""Takes to heart that a mail came back, or was not wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.channel import Channel, ChannelId
from entelech.domain.errors import LostRaceError
from entelech.ports.notices import ChannelStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entelech.domain.mail_feedback import MailFeedback

_TRIES = 4


class Postmaster(Struct, frozen=True, kw_only=True):
    """Addresses that are sent nothing any more, until somebody names them anew."""

    channels: ChannelStore

    def note(self, feedback: MailFeedback) -> Sequence[str]:
        """Stop to use the addresses of a permanent bounce or a complaint; those that are new.

        Safe to repeat.

        Raises:
            LostRaceError: others changed the channel again and again.
        """
        for attempt in range(_TRIES):
            found = self.channels.channels().get(ChannelId(feedback.channel_id))
            if found is None:
                return []
            new = [each for each in feedback.addresses if each not in found.bounced]
            if not new:
                return []
            try:
                self.channels.save(_without(found, new, feedback.reason))
            except LostRaceError:
                if attempt == _TRIES - 1:
                    raise
            else:
                return new
        return []


def _without(channel: Channel, addresses: Sequence[str], reason: str) -> Channel:
    return replace(
        channel,
        bounced={**channel.bounced, **dict.fromkeys(addresses, reason)},
        version=channel.version + 1,
    )
