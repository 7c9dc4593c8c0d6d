"""Every view of the page in a real browser: at each width, in both themes, for everybody."""

import pytest
from playwright.sync_api import Browser, expect

from tests.verify.canned_alerts import BACKTEST
from tests.verify.canned_api import CannedApi, refusal_of
from tests.verify.canned_fleet import a_mixed_fleet, a_poller, a_summary, ago
from tests.verify.reader import (
    DESKTOP,
    NARROWEST,
    PHONE,
    Reader,
    a_context,
    faults,
    overflow,
    reading,
)


@pytest.mark.parametrize("width", [DESKTOP, PHONE, NARROWEST])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "view",
    [
        "sign-in",
        "overview",
        "overview-tables",
        "clients",
        "clients-days",
        "clients-selected",
        "filtered",
        "nothing-found",
        "empty",
        "stale",
        "client",
        "client-day",
        "client-metrics",
        "client-incidents",
        "client-reports",
        "client-configuration",
        "client-rule",
        "client-rule-edit",
        "wall",
        "incidents",
        "incident",
        "reports",
        "settings",
        "settings-forms",
    ],
)
def test_a_view_fits_its_width_and_has_no_accessibility_fault(
    browser: Browser, api: CannedApi, view: str, scheme: str, width: int
) -> None:
    with a_context(browser, width, scheme) as context:
        for reader in reading(context, api):
            _show(reader, view)

            assert faults(reader.page) == []
            assert overflow(reader.page) <= 0


def _show(reader: Reader, view: str) -> None:
    if view == "sign-in":
        reader.open()
        reader.enter("wrong")
        reader.page.get_by_role("alert").wait_for()
        return
    hashes = {
        "clients": "#/clients",
        "clients-days": "#/clients?view=heatmap",
        "clients-selected": "#/clients",
        "filtered": "#/clients?status=down,degraded&sort=-uptime",
        "nothing-found": "#/clients?q=nothing",
        "client": "#/clients/cedar-accounting?range=7d",
        "client-day": "#/clients/cedar-accounting?system=Lead+Processing&day=2026-11-16",
        "client-metrics": "#/clients/cedar-accounting?tab=metrics",
        "client-incidents": "#/clients/cedar-accounting?tab=incidents",
        "client-reports": "#/clients/cedar-accounting?tab=reports",
        "wall": "#/wall",
        "incidents": "#/incidents",
        "incident": "#/incidents/0m5xq2v40-00000001",
        "reports": "#/reports",
        "settings": "#/settings",
        "settings-forms": "#/settings",
        "client-rule": "#/clients/cedar-accounting?tab=configuration",
        "client-rule-edit": "#/clients/cedar-accounting?tab=configuration",
        "client-configuration": "#/clients/cedar-accounting?tab=configuration",
    }
    if view == "empty":
        reader.api.summary = a_summary([])
    if view == "stale":
        stopped = a_poller(last_tick_at=ago(hours=2), is_stale=True)
        reader.api.summary = a_summary(a_mixed_fleet(), poller=stopped)
    reader.sign_in(hashes.get(view, "#/"))
    reader.page.locator("section.card, [data-client]").first.wait_for()
    if view in {"overview", "overview-tables", "stale"}:
        reader.page.get_by_role("img", name="Success rate").wait_for()
    _act_on_clients(reader, view)
    _act(reader, view)


def _act_on_clients(reader: Reader, view: str) -> None:
    if view == "clients-days":
        reader.page.get_by_role("button", name="Days of TNT Dental").wait_for()
    if view == "clients-selected":
        reader.page.get_by_role("checkbox", name="Select Cedar Accounting").click()
        reader.page.get_by_role("button", name="Check now").click()
        reader.page.get_by_text("1 failed").wait_for()
        reader.page.get_by_role("button", name="Silence").click()


def _act(reader: Reader, view: str) -> None:
    """What shows only once somebody has asked for it."""
    if view == "client-rule":
        reader.api.changes["POST /api/rules/backtest"] = (200, BACKTEST)
        reader.page.get_by_role("button", name="Add a rule").click()
        reader.page.get_by_role("button", name="Try on the last 30 days").click()
        reader.page.get_by_text("Other thresholds").click()
    if view == "client-rule-edit":
        reader.api.changes["PATCH /api/rules/rule-2"] = refusal_of("threshold", "a number")
        reader.page.get_by_role("button", name="Edit Success rate").click()
        reader.page.get_by_label("of", exact=True).select_option("some of its systems")
        reader.page.get_by_label("Without data").select_option("count it as broken")
        reader.page.get_by_role("button", name="Save").click()
        reader.page.get_by_text("Expected a number").wait_for()
        reader.page.get_by_role("button", name="Remove Success rate").click()
    if view == "settings-forms":
        reader.page.get_by_role("button", name="Edit what reports carry").click()
        reader.page.get_by_role("button", name="Add a channel").click()
        for channel in ("Email", "Slack", "On-call bot"):
            reader.page.get_by_role("button", name=f"Edit {channel}").click()
        reader.page.get_by_role("button", name="Remove On-call bot").click()
    if view == "overview-tables":
        for title in ("Automations per day", "Success rate"):
            reader.page.get_by_role("button", name=f"Table of {title}").click()


@pytest.mark.parametrize("width", [560, 768, 900, 1024, 1280])
def test_no_width_between_scrolls_sideways(browser: Browser, api: CannedApi, width: int) -> None:
    with a_context(browser, width, "light") as context:
        for reader in reading(context, api):
            reader.sign_in()
            reader.page.locator("[data-client]").first.wait_for()
            assert overflow(reader.page) <= 0

            reader.open("#/clients")
            reader.page.get_by_role("group", name="Status").wait_for()
            assert overflow(reader.page) <= 0

            reader.open("#/clients/cedar-accounting")
            reader.page.get_by_role("heading", name="Systems").wait_for()
            assert overflow(reader.page) <= 0


@pytest.mark.parametrize("width", [DESKTOP, NARROWEST])
@pytest.mark.parametrize(
    "hash_",
    [
        "#/",
        "#/clients",
        "#/clients?view=heatmap",
        "#/clients/cedar-accounting",
        "#/clients/cedar-accounting?tab=configuration",
        "#/incidents/0m5xq2v40-00000001",
        "#/reports",
        "#/settings",
    ],
)
def test_every_target_is_at_least_24_pixels(
    browser: Browser, api: CannedApi, width: int, hash_: str
) -> None:
    """Source: WCAG 2.2, success criterion 2.5.8."""
    with a_context(browser, width, "light") as context:
        for reader in reading(context, api):
            reader.sign_in(hash_)
            reader.page.locator("section.card").first.wait_for()

            small = reader.page.evaluate(
                """[...document.querySelectorAll("a, button, input, select, summary")]
                    .filter(one => one.checkVisibility())
                    .map(one => [one.textContent || one.ariaLabel, one.getBoundingClientRect()])
                    .filter(([name, box]) => name !== 'Skip to the content'
                        && (box.width < 24 || box.height < 24))
                    .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)"""
            )
            assert small == []


def test_the_policy_of_the_deployment_is_in_force(reader: Reader) -> None:
    reader.open()
    reader.page.get_by_label("API key").wait_for()

    blocked = reader.page.evaluate(
        """() => new Promise(resolve => {
            document.addEventListener('securitypolicyviolation',
                event => resolve(event.violatedDirective), {once: true});
            const style = document.createElement('style');
            style.textContent = 'body { color: red }';
            document.head.append(style);
        })"""
    )

    assert blocked == "style-src-elem"
    reader.messages.clear()  # the one that was provoked


def test_dark_and_light_follow_the_system_until_the_reader_chooses(reader: Reader) -> None:
    reader.sign_in()
    root = reader.page.locator("html")

    reader.page.emulate_media(color_scheme="dark")
    expect(root).to_have_attribute("data-theme", "dark")

    reader.page.get_by_role("button", name="Use light colours").click()
    reader.page.reload()
    expect(root).to_have_attribute("data-theme", "light")
