"""Servers that are reached over redirects, or not at all."""

from __future__ import annotations

from entelech.domain.reason import Reason
from tests.servers.behaviour import OK, REDIRECT, SHORT_S, TIMEOUT, Behaviour
from tests.servers.scripts import (
    answer,
    hangs,
    redirects,
    redirects_times,
    redirects_with_an_endless_body,
    says,
)

REDIRECTS = (
    Behaviour(name="redirects three times", script=redirects_times(3), verdict=OK),
    Behaviour(name="redirects four times", script=redirects_times(4), verdict=REDIRECT),
    Behaviour(name="redirects to itself", script=redirects("/health"), verdict=REDIRECT),
    Behaviour(name="redirects relatively", script=redirects("final", then=answer()), verdict=OK),
    Behaviour(
        name="redirects to another host",
        script=redirects("http://other.test:{plain}/final", then=answer(), status="308 Moved"),
        verdict=OK,
    ),
    Behaviour(
        name="redirects without a scheme",
        script=redirects("//other.test:{plain}/final", then=answer()),
        verdict=OK,
    ),
    Behaviour(
        name="redirects to TLS",
        script=redirects("https://system.test:{tls}/final", then=answer()),
        verdict=OK,
    ),
    Behaviour(
        name="redirects away from TLS",
        script=redirects("http://system.test:{plain}/final", then=answer()),
        verdict=OK,
        scheme="https",
    ),
    Behaviour(
        name="redirects to a wrong certificate",
        script=redirects("https://other.test:{tls}/final", then=answer()),
        verdict=(Reason.TLS, "certificate is for another host"),
    ),
    Behaviour(
        name="redirects to a private address",
        script=redirects("http://10.0.0.1/final"),
        verdict=(Reason.BLOCKED_ADDRESS, None),
    ),
    Behaviour(
        name="redirects to a name of a private address",
        script=redirects("http://private.test/final"),
        verdict=(Reason.BLOCKED_ADDRESS, None),
    ),
    Behaviour(
        name="redirects to the metadata service in decimal",
        script=redirects("http://2852039166/latest"),
        verdict=(Reason.BLOCKED_ADDRESS, None),
    ),
    Behaviour(
        name="redirects to a dead name",
        script=redirects("http://dead.test/final"),
        verdict=(Reason.DNS, None),
    ),
    Behaviour(
        name="redirects to another scheme",
        script=redirects("ftp://system.test/final"),
        verdict=REDIRECT,
    ),
    Behaviour(name="redirects to nonsense", script=redirects("http://[::"), verdict=REDIRECT),
    Behaviour(
        name="redirects to nowhere",
        script=says(answer(b"", status="302 Found")),
        verdict=(Reason.FAILURE, "HTTP 302"),
    ),
    Behaviour(
        name="redirects with an endless body",
        script=redirects_with_an_endless_body,
        verdict=OK,
    ),
    Behaviour(
        name="offers choices",
        script=says(answer(b"{}", "Location: /final", status="300 Multiple Choices")),
        verdict=(Reason.FAILURE, "HTTP 300"),
    ),
)

UNREACHABLE = (
    Behaviour(name="has a dead name", script=hangs, verdict=(Reason.DNS, None), host="dead.test"),
    Behaviour(
        name="has a name that is looked up for ever",
        script=hangs,
        verdict=(Reason.DNS, None),
        reference=TIMEOUT,
        why="the reference does not know what it was waiting for",
        host="stuck.test",
        timeout_s=SHORT_S,
    ),
    Behaviour(
        name="has a name of a private address",
        script=hangs,
        verdict=(Reason.BLOCKED_ADDRESS, None),
        host="private.test",
    ),
    Behaviour(
        name="has a mapped private address",
        script=hangs,
        verdict=(Reason.BLOCKED_ADDRESS, None),
        host="[::ffff:10.0.0.1]",
    ),
    Behaviour(
        name="has addresses of both kinds", script=says(answer()), verdict=OK, host="mixed.test"
    ),
    Behaviour(
        name="refuses",
        script=hangs,
        verdict=(Reason.CONNECTION, "refused"),
        listener="refusing",
    ),
)
