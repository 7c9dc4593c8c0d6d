"""The one address of the local product: page, API and MCP from one origin, as CloudFront serves them on AWS."""

from __future__ import annotations

import contextlib
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from local.loopback import HOST, port_near, require_loopback
from local.mails import Mails
from local.security_headers import SecurityHeaders

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from starlette.requests import Request
    from starlette.types import Scope

PREFERRED_PORT = 8600
START_SECONDS = 10.0
MAX_BODY_BYTES = 6 * 1024 * 1024
"""Source: AWS Lambda quotas, invocation payload."""
GATEWAY_SECONDS = 30.0
"""Source: API Gateway, HTTP API quotas, maximum integration timeout."""
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
NOT_PASSED_ON = frozenset(
    # of one connection only (RFC 9110, 7.6.1), or set anew by the next hop
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
    }
    | {
        "trailer",
        "transfer-encoding",
        "upgrade",
        "host",
        "content-length",
        "accept-encoding",
        "expect",
    }
)
NOT_PASSED_BACK = NOT_PASSED_ON | {"content-encoding", "date", "server"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """What the front stands before: the built page and the deployed API."""

    dashboard: Path
    api_url: str
    page_headers: Mapping[str, str]
    """Security headers of the page's files."""
    ca_bundle: Path | None = None
    """Certificates to trust when the API speaks TLS."""
    mails_url: str | None = None
    """The engine, where it keeps the mail that was sent."""

    def __post_init__(self) -> None:
        require_loopback(self.api_url)
        if self.mails_url is not None:
            require_loopback(self.mails_url)


class Dashboard(StaticFiles):
    """The built page: what has a hash in its name may be kept, all else is asked for again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        kept = path.startswith("assets/")
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if kept else "no-cache"
        )
        return response


def make_app(origins: Origins, client: httpx.AsyncClient) -> Starlette:
    """Build the front over a client that reaches the API."""

    async def pass_on(request: Request) -> Response:
        return await _pass_on(request, origins.api_url, client)

    page = Dashboard(directory=origins.dashboard, html=True)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with client:
            yield

    return Starlette(
        routes=[
            Route("/api/{rest:path}", pass_on, methods=METHODS),
            Route("/mcp", pass_on, methods=METHODS),
            Route("/client/{client_id}", _to_hash_route),
            *(
                Mails(engine_url=origins.mails_url, client=client).routes()
                if origins.mails_url
                else ()
            ),
            Mount("/", SecurityHeaders(page, origins.page_headers)),
        ],
        middleware=[
            # A page of another site must not reach the product by a name that it made resolve to loopback.
            Middleware(
                TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"], www_redirect=False
            ),
        ],
        lifespan=lifespan,
    )


async def _to_hash_route(request: Request) -> Response:
    return RedirectResponse(f"/#/clients/{quote(request.path_params['client_id'], safe='')}", 302)


async def _pass_on(request: Request, api_url: str, client: httpx.AsyncClient) -> Response:
    try:
        answer = await client.request(
            request.method,
            api_url + _target(request),
            headers=[
                pair for pair in request.headers.items() if pair[0].lower() not in NOT_PASSED_ON
            ],
            content=await _body(request),
        )
    except httpx.TimeoutException:
        return JSONResponse({"message": "Service Unavailable"}, 503)
    except httpx.TransportError:
        return JSONResponse({"message": "Internal Server Error"}, 500)
    response = Response(answer.content, answer.status_code)
    response.raw_headers = [
        (name.lower(), value)
        for name, value in answer.headers.raw
        if name.decode("latin-1").lower() not in NOT_PASSED_BACK
    ] + [(b"content-length", str(len(answer.content)).encode())]
    return response


def _target(request: Request) -> str:
    """Return path and query as they were sent, so that nothing is decoded twice."""
    path = request.scope["raw_path"].decode("latin-1").partition("?")[0]
    if ".." in unquote(path).replace("\\", "/").split("/"):
        raise HTTPException(404)
    query = request.scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


async def _body(request: Request) -> bytes:
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > MAX_BODY_BYTES:
            raise HTTPException(413, "the body is larger than 6 MB")
    return bytes(received)


@contextlib.contextmanager
def running(origins: Origins, *, port: int | None = None) -> Iterator[str]:
    """Serve the front on loopback in a thread of this process; the address is what is yielded."""
    port = port or port_near(PREFERRED_PORT)
    # Without keep-alive: the engine closes idle connections, and a request on one just closed would fail.
    client = httpx.AsyncClient(
        timeout=GATEWAY_SECONDS,
        verify=ssl.create_default_context(cafile=origins.ca_bundle),
        trust_env=False,
        follow_redirects=False,
        limits=httpx.Limits(max_keepalive_connections=0),
    )
    config = uvicorn.Config(
        make_app(origins, client),
        host=HOST,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="front", daemon=True)
    thread.start()
    try:
        _wait_until_started(server, thread)
        yield f"http://{HOST}:{port}"
    finally:
        server.should_exit = True
        thread.join(START_SECONDS)


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the front did not start")
        time.sleep(0.02)
