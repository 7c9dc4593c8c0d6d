"""The mail that the engine keeps, as the front shows it."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import httpx
import pytest

from local import front
from local.loopback import any_free_port
from local.mails import ENGINE_PATH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVIL = "<script>alert(1)</script>"


def a_mail(message_id: str, at: float, **overrides: object) -> dict[str, object]:
    return {
        "MessageId": message_id,
        "Source": "Entelech Monitor <alerts@entelech.example>",
        "To": ["you@entelech.example"],
        "Subject": f"Subject {message_id}",
        "BodyText": "text",
        "BodyHtml": "<p>html</p>",
        "Timestamp": at,
        **overrides,
    }


class Engine(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert self.path == ENGINE_PATH
        mails = [
            a_mail("m1", 1795438800.5, BodyHtml=None, BodyText=EVIL),
            a_mail("m2", 1795442400.25, Subject=EVIL),
        ]
        content = json.dumps({"messages": {"000000000000": mails}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    dist: Path = tmp_path_factory.mktemp("page")
    (dist / "index.html").write_text("<title>the page</title>")
    with ThreadingHTTPServer(("127.0.0.1", 0), Engine) as engine:
        threading.Thread(target=engine.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{engine.server_address[1]}"
        origins = front.Origins(dashboard=dist, api_url=address, page_headers={}, mails_url=address)
        with front.running(origins, port=any_free_port()) as found:
            yield found
        engine.shutdown()


def test_the_latest_mail_comes_first_and_text_stays_text(url: str) -> None:
    page = httpx.get(f"{url}/mails").text

    assert page.index("/mails/m2") < page.index("/mails/m1")
    assert EVIL not in page
    assert "23 Nov 2026, 14:00:00 UTC to you@entelech.example" in page


def test_a_mail_is_shown_where_nothing_in_it_runs(url: str) -> None:
    page = httpx.get(f"{url}/mails/m2")
    html = httpx.get(f"{url}/mails/m2/html")

    assert '<iframe src="/mails/m2/html" sandbox="allow-popups"' in page.text
    assert EVIL not in page.text
    assert html.text == "<p>html</p>"
    assert html.headers["content-security-policy"].startswith("sandbox allow-popups;")


def test_a_mail_without_html_is_shown_as_text(url: str) -> None:
    assert EVIL not in httpx.get(f"{url}/mails/m1/html").text


def test_a_mail_that_is_not_there_is_not_found(url: str) -> None:
    assert httpx.get(f"{url}/mails/m9").status_code == 404
    assert httpx.get(f"{url}/mails/m9/html").status_code == 404


def test_mail_is_read_from_this_machine_only(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="loopback"):
        front.Origins(
            dashboard=tmp_path,
            api_url="http://127.0.0.1:1",
            page_headers={},
            mails_url="http://mail.example:1",
        )
