"""A client's system as a few lines of its owner's: it can be stopped and its visits counted."""

from __future__ import annotations

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Source: the developer guide, "Required Client Endpoints".
HEALTH = {
    "status": "healthy",
    "timestamp": "2025-01-15T14:30:00Z",
    "uptime_percentage": 99.8,
    "endpoints_checked": 5,
    "endpoints_healthy": 5,
    "response_time_ms": 245.3,
    "system_info": {"version": "1.2.0", "environment": "production"},
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        content = json.dumps(HEALTH).encode()
        self.send_response(200 if self.path == "/health" else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def served_system() -> Iterator[str]:
    """Serve the system until the block ends; then its port refuses."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
