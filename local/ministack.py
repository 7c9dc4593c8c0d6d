"""MiniStack: the engine that runs the deployed template on this machine.

Its state is written when it ends on SIGTERM, at the very end of its life: a second one started before the first
is gone would come up empty and write that down. So stopping waits until the process has vanished.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from typing import TYPE_CHECKING

import httpx

from local import children
from local.engine import ACCESS_KEY, Engine
from local.environment import for_child
from local.loopback import HOST, port_near

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from local.places import Places

PREFERRED_PORT = 8610
START_SECONDS = 60.0
STOP_SECONDS = 40.0
"""With TLS and authorization on it was seen to take 22 s."""
STOP_WITHOUT_STATE_SECONDS = 2.0


@contextlib.contextmanager
def running(
    places: Places,
    *,
    port: int | None = None,
    enforce_iam: bool = False,
    keep_state: bool = True,
    held: Sequence[int] = (),
) -> Iterator[tuple[Engine, children.Child]]:
    """Run MiniStack on loopback over the state that is kept in ``places``.

    ``enforce_iam`` turns authorization and TLS on: the functions then have the rights of their own roles only.
    Without ``keep_state`` nothing is written when it ends, and ending is quick.
    """
    port = port or port_near(PREFERRED_PORT)
    _move_state(places, port)
    temporary = places.engine / "tmp"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    child = children.start(
        "MiniStack",
        [places.ministack_python, "-m", "ministack"],
        env=for_child(
            tools=places.ministack_python.parent,
            **_settings(places, port, enforce_iam=enforce_iam, keep_state=keep_state),
        ),
        cwd=places.engine,
        log=places.logs / "ministack.log",
        grace_seconds=STOP_SECONDS if keep_state else STOP_WITHOUT_STATE_SECONDS,
        held=held,
    )
    try:
        engine = Engine(
            endpoint=f"{'https' if enforce_iam else 'http'}://{HOST}:{port}",
            ca_bundle=temporary / "ministack-tls" / "server.crt" if enforce_iam else None,
        )
        _wait_until_ready(child, f"{engine.endpoint}/_ministack/ready")
        yield engine, child
    finally:
        child.stop()


def _move_state(places: Places, port: int) -> None:
    """Let the kept state follow the engine to another port.

    Queues are kept by their full address, and a queue of another port feeds no function (MiniStack 1.5.33).
    """
    record = places.engine / "port"
    before = record.read_text() if record.exists() else str(port)
    if before != str(port):
        for file in (places.engine / "state").glob("*.json"):
            text = file.read_text()
            file.write_text(text.replace(f"//localhost:{before}/", f"//localhost:{port}/"))
    places.engine.mkdir(parents=True, exist_ok=True)
    record.write_text(str(port))


def _settings(places: Places, port: int, *, enforce_iam: bool, keep_state: bool) -> dict[str, str]:
    settings = {
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "PERSIST_STATE": str(int(keep_state)),
        "STATE_DIR": str(places.engine / "state"),
        "S3_PERSIST": str(int(keep_state)),
        "S3_DATA_DIR": str(places.engine / "s3"),
        "TMPDIR": str(places.engine / "tmp"),
    }
    if enforce_iam:
        settings |= {
            "AUTH": "true",
            "USE_SSL": "1",
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": ACCESS_KEY,
        }
    return settings


def _wait_until_ready(child: children.Child, url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    # Readiness only; whoever sends something over TLS checks the certificate.
    with httpx.Client(verify=False, trust_env=False, timeout=2.0) as client:  # noqa: S501 - see above
        while time.monotonic() < deadline:
            if child.has_ended():
                raise child.failed("ended while starting")
            with contextlib.suppress(httpx.TransportError):
                if client.get(url).status_code == httpx.codes.OK:
                    return
            time.sleep(0.1)
    raise child.failed(f"was not ready after {START_SECONDS:.0f} s")
