"""A person with a browser, as the tests of the page have one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.verify.canned_api import DASHBOARD, KEY, CannedApi
from tests.verify.canned_fleet import NOW

AXE = DASHBOARD / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP, PHONE, NARROWEST = 1440, 390, 320
REFRESH_MS = 34_000  # the interval of 30 s and its jitter
JSON_OK_NOISE = re.compile(
    r"Failed to load resource: .* status of (400|401|404|409|413|422|429|503)"
)


@dataclass
class Reader:
    """A person with a browser: one page, and what it wrote to its console."""

    page: Page
    api: CannedApi
    messages: list[str] = field(default_factory=list)

    def open(self, hash_: str = "#/") -> None:
        self.page.goto(f"{self.api.url}/{hash_}")

    def enter(self, key: str = KEY) -> None:
        self.page.get_by_label("API key").fill(key)
        self.page.get_by_role("button", name="Sign in").click()

    def sign_in(self, hash_: str = "#/") -> None:
        """Open the page, and enter the key where this browser is not signed in already."""
        self.open(hash_)
        # a wall has no header
        signed_in = self.page.locator("header, main [data-client]").first
        signed_in.or_(self.page.get_by_label("API key")).wait_for()
        if not signed_in.is_visible():
            self.enter()
        signed_in.wait_for()
        self.page.mouse.move(0, 0)

    def pass_time(self, ms: int) -> None:
        self.page.clock.fast_forward(ms)

    def refresh(self) -> None:
        """Lets the next refresh come due, and waits for its answer."""
        before = len(self.api.asked)
        with self.page.expect_response("**/api/**"):
            self.pass_time(REFRESH_MS)
        assert len(self.api.asked) > before

    def rows(self) -> list[str | None]:
        return [
            row.get_attribute("data-client") for row in self.page.locator("[data-client]").all()
        ]

    @property
    def heading(self) -> Any:
        return self.page.get_by_role("heading", level=1)


def a_context(browser: Browser, width: int, scheme: Any) -> BrowserContext:
    return browser.new_context(
        viewport={"width": width, "height": 844},
        color_scheme=scheme,
        timezone_id="UTC",
        reduced_motion="reduce",
    )


def reading(context: BrowserContext, api: CannedApi) -> Iterator[Reader]:
    """Gives a reader, and fails when the console had anything to say but of refusals asked for."""
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.clock.install(time=NOW)
    reader = Reader(page, api)
    page.on("console", lambda message: reader.messages.append(message.text))
    page.on("pageerror", lambda error: reader.messages.append(str(error)))
    yield reader
    assert [text for text in reader.messages if not JSON_OK_NOISE.match(text)] == []


def faults(page: Page) -> list[str]:
    """What axe finds in the whole page, with room to grow: nothing is under the foot of a phone."""
    height: int = page.evaluate("document.documentElement.scrollHeight")
    width = page.viewport_size["width"] if page.viewport_size else DESKTOP
    page.set_viewport_size({"width": width, "height": max(height + 1_000, 2_000)})
    # Through the debugger: the page's own policy allows no script that is not its own.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    result = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags
    )
    return [
        f"{fault['id']}: {node['html']}"
        for fault in result["violations"]
        for node in fault["nodes"]
    ]


def overflow(page: Page) -> int:
    width: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width
