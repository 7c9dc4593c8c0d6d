"""Ways to name the inside of a deployment, or what is no web server, in a URL."""

from __future__ import annotations

from entelech.domain.reason import Reason

ADDRESSES = (
    "0.0.0.0",  # noqa: S104 - refused, not bound
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",  # IPv4-compatible
    "::10.0.0.1",
    "::ffff:127.0.0.1",  # IPv4-mapped
    "::ffff:169.254.169.254",
    "::ffff:a00:1",
    "::FFFF:10.0.0.1",
    "::ffff:0:127.0.0.1",  # IPv4-translated
    "64:ff9b::169.254.169.254",  # NAT64
    "64:ff9b:1::10.0.0.1",
    "2001:0:7f00:1::1",  # Teredo
    "2002:7f00:1::",  # 6to4
    "2002:a9fe:a9fe::1",
    "2001:db8::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
)

DISGUISES = (
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://017700000001/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0X7F.1/",
    "http://0177.0.0.1/",
    "http://0/",
    "http://0x/",
    "http://127.0.0.1./",
    "http://2852039166/latest/meta-data/",
    "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/",
    "http://1.2.3.4.5/",
    "http://①②⑦.⓪.⓪.①/",
    "http://１２７.０.０.１/",  # noqa: RUF001 - that is the trick
    "http://127。0。0。1/",
    "http://ｌｏｃａｌｈｏｓｔ/",  # noqa: RUF001 - likewise
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://admin.localhost/",
    "HTTP://127.0.0.1/",
    " http://127.0.0.1/",
    "http://127.0.0.\t1/",
    "http://127.0.0.1#@public.test/",
    "http://127.0.0.1?@public.test/",
)
"""Hosts that a resolver, a browser or a careless reader takes for something inside."""

PORTS = tuple(f"http://public.test:{port}/" for port in (1, 22, 25, 53, 444, 3306, 6379, 8600))

UNUSABLE = (
    "http://",
    "http:///health",
    "http://:80/",
    "http://public.test:0/",
    "http://public.test:65536/",
    "http://127.0.0.1../",
    "http://[fe80::1%25eth0]/",
    "http://[fe80::1%eth0]/",
    "http://[::1/",
    "http://user:secret@public.test/",
    "http://public.test@127.0.0.1/",
    "http://public.test\\@127.0.0.1/",
    "http://127.0.0.1\\.public.test/",
    "http://public.test%2f@127.0.0.1/",
    "ftp://public.test/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_INFO",
    "//public.test/",
    "public.test",
)
"""No URLs that name a host, or more than a host."""


def literal(address: str) -> str:
    return f"http://[{address}]/" if ":" in address else f"http://{address}/"


REFUSED = (
    *((literal(address), Reason.BLOCKED_ADDRESS) for address in ADDRESSES),
    *((url, Reason.BLOCKED_ADDRESS) for url in (*DISGUISES, *PORTS)),
    *((url, Reason.REDIRECT) for url in UNUSABLE),
)
