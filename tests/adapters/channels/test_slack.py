from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from entelech.adapters.channels.slack import escaped, make, render
from entelech.domain.fields import Fields
from entelech.domain.notice_kinds import NoticeKind
from tests.builders import a_channel, a_notice, at, some_facts
from tests.fakes.channels import PAGE, a_ground, a_message
from tests.servers.peer import served
from tests.servers.scripts import answer

if TYPE_CHECKING:
    from entelech.domain.digest import Message
    from tests.servers.peer import Peer


def blocks(message: Message) -> list[dict[str, Any]]:
    """The blocks, which Slack's own SDK finds to be within its limits."""
    payload = render(message, channel_name="Ops", page_url=PAGE)
    (attachment,) = payload["attachments"]
    for block in Block.parse_all(attachment["blocks"]):
        block.validate_json()
    found: list[dict[str, Any]] = attachment["blocks"]
    return found


def texts(message: Message) -> str:
    return json.dumps(blocks(message), ensure_ascii=False)


def test_a_message_has_a_header_a_sentence_facts_and_a_link() -> None:
    found = blocks(a_message())

    assert [each["type"] for each in found] == ["header", "section", "section", "context"]
    assert found[0]["text"]["text"] == "\u2715 Firing: TNT Limousine: Lead processing"
    assert found[1]["text"]["text"] == "Uptime below 95 %. Three checks in a row got HTTP 503."
    assert found[3]["elements"][0]["text"].startswith(
        "<https://monitor.example.com/#/incidents/0m5xq2v40-a1b2c3d4.tnt-limousine-001|Open the incident> "
    )


def test_a_moment_is_shown_in_the_readers_own_time() -> None:
    """Source: Slack, "Formatting text": date formatting. 1736942100 is 11:55 UTC."""
    fields = blocks(a_message())[2]["fields"]

    assert fields[0]["text"] == (
        "*Started*\n<!date^1736942100^{date_short_pretty} {time}|15 Jan 2025, 11:55 UTC>"
    )


def test_text_of_a_client_is_no_link_and_no_mention() -> None:
    facts = some_facts(reason="<!channel> <https://evil|x> & more", description="<@U1>")

    shown = texts(a_message(a_notice(facts=facts)))

    assert "&lt;!channel&gt; &lt;https://evil|x&gt; &amp; more" in shown
    assert "<!channel>" not in shown
    assert "<@U1>" not in shown


@pytest.mark.parametrize("count", [1, 2, 21, 300])
@pytest.mark.parametrize("long", ["x" * 5000, "&" * 5000, "\u00e9" * 5000])
def test_no_message_is_beyond_what_slack_takes(count: int, long: str) -> None:
    facts = some_facts(
        client_name=long, system_name=long, title=long, reason=long, description=long
    )

    found = blocks(a_message(*(a_notice(alert=f"a{n:03}", facts=facts) for n in range(count))))

    assert len(found) <= 50
    assert all(len(each["text"]["text"]) <= 3000 for each in found if "text" in each)


def test_many_alerts_are_listed_and_those_beyond_are_counted() -> None:
    found = texts(a_message(*(a_notice(alert=f"a{n:03}") for n in range(103))))

    assert "TNT Limousine: 103 alerts" in found
    assert "and 83 more" in found


def test_what_is_over_is_green_and_says_how_long_it_was() -> None:
    facts = some_facts(until=at(4))
    message = a_message(a_notice(NoticeKind.RESOLVED, facts=facts))

    payload = render(message, channel_name="Ops", page_url="")

    assert payload["attachments"][0]["color"] == "#1a9e6e"
    assert payload["text"] == "\u2713 Resolved: TNT Limousine: Lead processing"
    assert "*Lasted*\\n9 min" in texts(message)


@given(st.text(max_size=60), st.integers(1, 80))
def test_what_is_escaped_is_cut_between_signs(text: str, longest: int) -> None:
    found = escaped(text, longest)

    assert len(found) <= longest
    plain = found.replace("&lt;", "").replace("&gt;", "").replace("&amp;", "")
    assert not set(plain) & set("<>&")


def test_the_seeds_channel_and_username_go_with_the_payload() -> None:
    """Source: the developer guide, "Slack Alerts"."""
    bodies: list[bytes] = []

    def script(peer: Peer) -> None:
        bodies.append(peer.request()[1])
        peer.send(answer(b"ok"))

    channel_type = make(a_ground())
    with served(script) as ports:
        found = channel_type.parse(
            Fields(
                {
                    "webhook_url": f"http://127.0.0.1:{ports['plain']}/services/T/B/x",
                    "channel": "#monitoring",
                    "username": "Entelech Monitor",
                }
            )
        )
        channel_type.send(a_channel(settings=found.settings), found.secrets, a_message())

    payload = json.loads(bodies[0])
    assert (payload["channel"], payload["username"]) == ("#monitoring", "Entelech Monitor")


def test_url_is_another_name_of_webhook_url() -> None:
    found = make(a_ground()).parse(Fields({"url": "https://hooks.slack.com/services/T/B/x"}))

    assert found.settings == {"host": "hooks.slack.com"}
    assert found.secrets == {"webhook_url": "https://hooks.slack.com/services/T/B/x"}
