"""The page without a mouse: what single keys do, and that they can be switched off (WCAG 2.1.4)."""

import pytest
from playwright.sync_api import expect

from tests.verify.canned_api import SIGNED_IN
from tests.verify.canned_fleet import a_manual_check
from tests.verify.reader import Reader, faults

CHECK = "POST /api/clients/harbor-limousine/checks"


def _open(reader: Reader, hash_: str) -> None:
    reader.sign_in(hash_)
    reader.page.locator("[data-client]").first.wait_for()


def test_rows_are_reached_and_opened_by_keys(reader: Reader) -> None:
    _open(reader, "#/clients")

    for key in ("j", "j", "j", "k"):
        reader.page.keyboard.press(key)
    expect(reader.page.get_by_role("link", name="Harbor Limousine")).to_be_focused()
    reader.page.keyboard.press("Enter")

    assert reader.page.url.endswith("#/clients/harbor-limousine")


def test_a_slash_reaches_the_search_from_any_page(reader: Reader) -> None:
    reader.sign_in("#/incidents")
    reader.page.locator("[data-incident]").first.wait_for()

    reader.page.keyboard.press("/")
    search = reader.page.get_by_label("Find a client")
    expect(search).to_be_focused()
    reader.page.keyboard.type("tnt/?")

    expect(search).to_have_value("tnt/?")  # what is typed is text


@pytest.mark.parametrize(
    ("letter", "title"),
    [("o", "1 client is down, 3 degraded"), ("c", "Clients"), ("i", "2 incidents are open")],
)
def test_g_and_a_letter_lead_to_a_page(reader: Reader, letter: str, title: str) -> None:
    reader.sign_in("#/nowhere")
    reader.page.get_by_role("heading", name="Not found").wait_for()

    reader.page.keyboard.press("g")
    reader.page.keyboard.press(letter)

    expect(reader.heading).to_contain_text(title)


@pytest.mark.parametrize(
    ("hash_", "row"),
    [
        ("#/", "[data-attention=harbor-limousine]"),
        ("#/", "[data-client=harbor-limousine]"),
        ("#/clients", "[data-client=harbor-limousine]"),
    ],
)
def test_c_checks_the_client_of_the_row(reader: Reader, hash_: str, row: str) -> None:
    reader.api.changes[CHECK] = (202, a_manual_check("finished"))
    _open(reader, hash_)

    reader.page.locator(f"{row} a").first.focus()
    reader.page.keyboard.press("c")

    expect(reader.page.get_by_text("Check now: 1 of 1 client done")).to_be_visible()
    assert reader.api.changed == [(CHECK, None)]


def test_c_checks_the_client_whose_page_is_open(reader: Reader) -> None:
    check = "POST /api/clients/cedar-accounting/checks"
    reader.api.changes[check] = (202, a_manual_check("finished"))
    reader.sign_in("#/clients/cedar-accounting")
    reader.page.get_by_role("button", name="Check now").wait_for()

    reader.page.keyboard.press("c")

    expect(reader.page.get_by_role("heading", name="Checked just now")).to_be_visible()


def test_c_does_nothing_for_who_may_only_look(reader: Reader) -> None:
    reader.api.signed_in = SIGNED_IN | {"role": "viewer"}
    _open(reader, "#/clients")

    reader.page.keyboard.press("j")
    reader.page.keyboard.press("c")

    assert reader.api.changed == []


def test_help_opens_by_a_key_closes_by_escape_and_gives_the_focus_back(reader: Reader) -> None:
    _open(reader, "#/clients")
    reader.page.keyboard.press("j")

    reader.page.keyboard.press("?")
    help_ = reader.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(help_).to_contain_text("Find a client")
    assert faults(reader.page) == []
    reader.page.keyboard.press("Escape")

    expect(help_).to_have_count(0)
    expect(reader.page.get_by_role("link", name="Cedar Accounting")).to_be_focused()


def test_escape_closes_the_help_on_the_wall_before_the_wall(reader: Reader) -> None:
    _open(reader, "#/wall")
    reader.page.keyboard.press("?")
    help_ = reader.page.get_by_role("dialog")
    help_.wait_for()

    reader.page.keyboard.press("Escape")

    expect(help_).to_have_count(0)
    assert reader.page.url.endswith("#/wall")


def test_single_keys_are_switched_off_and_stay_off(reader: Reader) -> None:
    _open(reader, "#/clients")
    reader.page.get_by_role("button", name="Keyboard shortcuts").click()
    reader.page.get_by_role("checkbox", name="Single keys do this").uncheck()
    reader.page.keyboard.press("Escape")

    reader.page.reload()
    reader.page.locator("[data-client]").first.wait_for()
    for key in ("j", "?", "g", "i"):
        reader.page.keyboard.press(key)

    expect(reader.page.get_by_role("dialog")).to_have_count(0)
    expect(reader.heading).to_have_text("Clients")
    reader.page.get_by_role("button", name="Keyboard shortcuts").click()
    expect(reader.page.get_by_role("checkbox", name="Single keys do this")).not_to_be_checked()
