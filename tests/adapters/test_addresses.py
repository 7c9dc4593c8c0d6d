"""Nothing that a user names leads inside: not by the prober, nor by other calls, nor registered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest

from entelech.adapters.outgoing import Outgoing, OutgoingError
from entelech.adapters.probe.dns import Lookup, Resolver
from entelech.adapters.probe.prober import AsyncioProber
from entelech.domain.address import DEFAULT_PORTS, AddressPolicy
from entelech.domain.errors import InvalidError
from entelech.domain.probe import Unanswered
from entelech.domain.reason import Reason
from entelech.domain.registration import parse_registration
from entelech.domain.schedule import Interval
from tests.builders import a_body
from tests.servers.certificates import server_context, trusted_pem
from tests.servers.inside import ADDRESSES, DISGUISES, PORTS, REFUSED, UNUSABLE
from tests.servers.peer import served
from tests.servers.scripts import answer, redirects, says

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.servers.peer import Peer

PUBLIC = AddressPolicy()
TIMEOUT_S = 8.0
Caller = Callable[[str, AddressPolicy, Lookup], Reason]


def probed(url: str, policy: AddressPolicy, lookup: Lookup) -> Reason:
    prober = AsyncioProber(addresses=policy, extra_ca_pem=trusted_pem(), resolver=Resolver(lookup))

    async def once() -> Reason:
        async with prober.open() as probe:
            found = await probe(url, TIMEOUT_S)
        return found.reason if isinstance(found, Unanswered) else Reason.OK

    return asyncio.run(once())


def called(url: str, policy: AddressPolicy, lookup: Lookup) -> Reason:
    outgoing = Outgoing(addresses=policy, extra_ca_pem=trusted_pem(), resolver=Resolver(lookup))
    try:
        outgoing.get(url, headers={}, timeout_s=TIMEOUT_S)
    except OutgoingError as error:
        return error.reason
    return Reason.OK


def posted(url: str, policy: AddressPolicy, lookup: Lookup) -> Reason:
    outgoing = Outgoing(addresses=policy, extra_ca_pem=trusted_pem(), resolver=Resolver(lookup))
    try:
        outgoing.post(url, b"{}", headers={}, timeout_s=TIMEOUT_S)
    except OutgoingError as error:
        return error.reason
    return Reason.OK


every_caller = pytest.mark.parametrize("caller", [probed, called, posted])
every_follower = pytest.mark.parametrize("caller", [probed, called])


def leads_to(*addresses: str) -> Lookup:
    """A resolver of one mind. What it says of a public address may not be tried: tests fail then."""

    def lookup(_host: str, _port: int) -> Sequence[str]:
        return addresses

    return lookup


class FickleName:
    """Leads elsewhere each time that somebody asks."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = list(addresses)

    def lookup(self, _host: str, _port: int) -> Sequence[str]:
        return [self.addresses.pop(0)]


def only_here(ports: Mapping[str, int]) -> AddressPolicy:
    """Opens one address of this machine, on the ports of the test's server; all else is closed."""
    return AddressPolicy(
        allowed_networks=(ip_network("127.0.0.1"),),
        allowed_ports=DEFAULT_PORTS | {ports["plain"], ports.get("tls", 443)},
    )


@every_caller
@pytest.mark.parametrize(("url", "reason"), REFUSED)
def test_a_url_of_the_inside_is_refused_unresolved(
    caller: Caller, url: str, reason: Reason
) -> None:
    assert caller(url, PUBLIC, leads_to("93.184.216.34")) is reason


@every_caller
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_name_of_the_inside_is_blocked(caller: Caller, address: str) -> None:
    lookup = leads_to(address, "10.0.0.2")

    assert caller("https://public.test/", PUBLIC, lookup) is Reason.BLOCKED_ADDRESS


@pytest.mark.parametrize("url", [url for url, _ in REFUSED])
def test_a_url_of_the_inside_cannot_be_registered(url: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parse_registration(
            a_body(automation_systems=["A"], monitoring_endpoints=[url]),
            default_interval=Interval.HOUR,
            addresses=PUBLIC,
        )

    assert caught.value.field == "monitoring_endpoints[0]"


def test_the_table_is_long_and_names_each_url_once() -> None:
    assert len({url for url, _ in REFUSED}) == len(REFUSED) >= 60
    assert min(map(len, [DISGUISES, PORTS, UNUSABLE])) >= 8


@every_caller
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_address_that_was_looked_at_is_the_one_connected_to(
    caller: Caller, scheme: str
) -> None:
    name = FickleName("127.0.0.1", "10.0.0.1")

    with served(says(answer()), server_context("good")) as ports:
        port = ports[{"http": "plain", "https": "tls"}[scheme]]
        found = caller(f"{scheme}://system.test:{port}/", only_here(ports), name.lookup)

    assert found is Reason.OK
    assert name.addresses == ["10.0.0.1"]  # nobody asked again


@every_follower
def test_a_redirect_to_the_same_name_is_looked_at_again(caller: Caller) -> None:
    name = FickleName("127.0.0.1", "10.0.0.1")

    with served(redirects("/final", then=answer())) as ports:
        url = f"http://system.test:{ports['plain']}/"
        found = caller(url, only_here(ports), name.lookup)

    assert found is Reason.BLOCKED_ADDRESS


@every_caller
@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1", "10.0.0.1"], ["10.0.0.1", "127.0.0.1"], ["::1", "fd00::1", "127.0.0.1"]],
)
def test_of_a_name_of_both_kinds_only_what_is_open_is_called(
    caller: Caller, addresses: list[str]
) -> None:
    with served(says(answer())) as ports:
        url = f"http://system.test:{ports['plain']}/"
        found = caller(url, only_here(ports), leads_to(*addresses))

    assert found is Reason.OK


@every_follower
@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://169.254.169.254/latest/meta-data/", Reason.BLOCKED_ADDRESS),
        ("http://[fd00:ec2::254]/latest/meta-data/", Reason.BLOCKED_ADDRESS),
        ("http://2852039166/", Reason.BLOCKED_ADDRESS),
        ("http://127.0.0.2:{plain}/final", Reason.BLOCKED_ADDRESS),
        ("http://[::1]:{plain}/final", Reason.BLOCKED_ADDRESS),
        ("http://[::ffff:127.0.0.2]:{plain}/final", Reason.BLOCKED_ADDRESS),
        ("http://localhost:{plain}/final", Reason.BLOCKED_ADDRESS),
        ("http://127.1:{plain}/final", Reason.BLOCKED_ADDRESS),
        ("http://127.0.0.1:22/", Reason.BLOCKED_ADDRESS),
        ("http://127.0.0.1:{refusing}/", Reason.BLOCKED_ADDRESS),
        ("//10.0.0.1/final", Reason.BLOCKED_ADDRESS),
        ("http://user:secret@127.0.0.1:{plain}/final", Reason.REDIRECT),
        ("ftp://127.0.0.1/final", Reason.REDIRECT),
        ("file:///etc/passwd", Reason.REDIRECT),
        ("gopher://127.0.0.1:6379/_INFO", Reason.REDIRECT),
        ("javascript:alert(1)", Reason.REDIRECT),
        ("http://[::", Reason.REDIRECT),
        ("http://127.0.0.1:{plain}/final", Reason.OK),
    ],
)
def test_a_redirect_is_filtered_like_a_url_that_was_given(
    caller: Caller, location: str, reason: Reason
) -> None:
    with served(redirects(location, then=answer())) as ports:
        url = f"http://system.test:{ports['plain']}/"

        assert caller(url, only_here(ports), leads_to("127.0.0.1")) is reason


@every_caller
def test_what_is_blocked_is_not_told_from_what_is_not_there(caller: Caller) -> None:
    """A port that refuses, one that listens and an address of nobody look alike."""

    def listens(peer: Peer) -> None:
        peer.send(b"SSH-2.0-OpenSSH_9.9\r\n")

    with served(listens) as ports:
        urls = [f"http://127.0.0.1:{ports[each]}/" for each in ("plain", "refusing")]
        found = {caller(url, PUBLIC, leads_to()) for url in [*urls, "http://10.9.8.7/"]}

    assert found == {Reason.BLOCKED_ADDRESS}
