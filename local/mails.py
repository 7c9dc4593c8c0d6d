"""The mail that the local product sends, to be read in a browser: the engine keeps it and sends none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any

import httpx
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

ENGINE_PATH = "/_ministack/ses/messages"
_SHOWN = 200
_PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'"
_MAIL_POLICY = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'"
"""A mail is shown as a mail program would: nothing in it runs or loads."""
_STYLE = (
    "body{font:15px/22px system-ui,sans-serif;margin:24px auto;max-width:760px;padding:0 16px;"
    "color-scheme:light dark}a{color:inherit}li{margin:10px 0}small{opacity:.7}"
    "iframe{width:100%;height:720px;border:1px solid #8886;border-radius:8px}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mails:
    """Pages over what the engine has taken as sent."""

    engine_url: str
    client: httpx.AsyncClient

    def routes(self) -> list[Route]:
        return [
            Route("/mails", self.all),
            Route("/mails/{message_id}", self.one),
            Route("/mails/{message_id}/html", self.html),
        ]

    async def all(self, _: Request) -> Response:
        items = "".join(
            f'<li><a href="/mails/{escape(mail["MessageId"])}">{escape(mail["Subject"])}</a><br>'
            f"<small>{_time(mail)} to {escape(', '.join(mail['To']))}</small></li>"
            for mail in await self._mails()
        )
        nothing = "<p>No mail yet. It comes some minutes after a demo client is not well.</p>"
        return _page("Mail", f"<ul>{items}</ul>" if items else nothing)

    async def one(self, request: Request) -> Response:
        mail = await self._mail(request)
        if mail is None:
            return _page("No such mail", '<p><a href="/mails">All mail</a></p>', status=404)
        address = f"/mails/{escape(mail['MessageId'])}/html"
        body = (
            f'<p><a href="/mails">All mail</a></p><p><small>From {escape(mail["Source"])}<br>'
            f"To {escape(', '.join(mail['To']))}</small></p>"
            f'<iframe src="{address}" sandbox="allow-popups" title="The mail"></iframe>'
        )
        return _page(mail["Subject"], body)

    async def html(self, request: Request) -> Response:
        mail = await self._mail(request)
        if mail is None:
            return Response(status_code=404)
        headers = {"Content-Security-Policy": _MAIL_POLICY, "X-Content-Type-Options": "nosniff"}
        return HTMLResponse(mail["BodyHtml"] or escape(mail["BodyText"]), headers=headers)

    async def _mail(self, request: Request) -> dict[str, Any] | None:
        wanted = request.path_params["message_id"]
        return next((each for each in await self._mails() if each["MessageId"] == wanted), None)

    async def _mails(self) -> list[dict[str, Any]]:
        """The latest first."""
        answer = await self.client.get(self.engine_url + ENGINE_PATH)
        answer.raise_for_status()
        found = [mail for each in answer.json()["messages"].values() for mail in each]
        return sorted(found, key=lambda mail: mail["Timestamp"], reverse=True)[:_SHOWN]


def _time(mail: dict[str, Any]) -> str:
    return f"{datetime.fromtimestamp(mail['Timestamp'], UTC):%d %b %Y, %H:%M:%S} UTC"


def _page(title: str, body: str, *, status: int = 200) -> Response:
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1>{body}</html>",
        status_code=status,
        headers={"Content-Security-Policy": _PAGE_POLICY, "X-Content-Type-Options": "nosniff"},
    )
