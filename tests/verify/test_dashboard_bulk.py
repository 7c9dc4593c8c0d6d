"""What is done to several clients at once, in a real browser: each has its outcome, and none is lost."""

from playwright.sync_api import Locator, expect

from tests.verify.canned_api import SIGNED_IN, an_error
from tests.verify.canned_fleet import a_client, a_manual_check, a_summary
from tests.verify.reader import Reader

CLIENTS = "#/clients"


def _bar(reader: Reader) -> Locator:
    return reader.page.get_by_role("region", name="Selected clients")


def _select(reader: Reader, *names: str) -> None:
    for name in names:
        reader.page.get_by_role("checkbox", name=f"Select {name}").click()


def _outcome(reader: Reader, client_id: str) -> Locator:
    return reader.page.locator(f"[data-outcome={client_id}]")


def test_each_client_is_checked_and_told_of_and_what_failed_stays_selected(reader: Reader) -> None:
    _answer_check(reader, "cedar-accounting", "finished")
    _answer_check(reader, "tnt-dental", "queued")
    running = "/api/clients/tnt-dental/checks/01JDCHECK"
    reader.api.answers[running] = a_manual_check("running")
    reader.sign_in(CLIENTS)

    _select(reader, "Cedar Accounting", "TNT Dental", "Juniper Roofing")
    expect(_bar(reader)).to_contain_text("3 clients selected")
    _bar(reader).get_by_role("button", name="Check now").click()

    # what the canned checks find: one system that is down, one that is healthy
    expect(_outcome(reader, "cedar-accounting")).to_have_text(
        "Cedar AccountingDown1 of 2 systems healthy"
    )
    expect(_outcome(reader, "juniper-roofing")).to_have_text("Juniper RoofingFailed: not_found")
    reader.pass_time(1_000)
    expect(_outcome(reader, "tnt-dental")).to_contain_text("Checking now")
    reader.api.answers[running] = a_manual_check("finished")
    reader.pass_time(1_000)
    expect(_bar(reader)).to_contain_text("Check now: 2 of 3 clients done, 1 failed")
    expect(_bar(reader)).to_contain_text("1 client selected")
    failed = reader.page.get_by_role("checkbox", name="Select Juniper Roofing")
    expect(failed).to_have_attribute("aria-checked", "true")


def _answer_check(reader: Reader, client_id: str, state: str) -> None:
    reader.api.changes[f"POST /api/clients/{client_id}/checks"] = (202, a_manual_check(state))


def test_several_clients_are_silenced_for_one_reason(reader: Reader) -> None:
    reader.api.changes["POST /api/silences"] = (201, {})
    reader.sign_in(CLIENTS)

    _select(reader, "Cedar Accounting", "TNT Dental")
    _bar(reader).get_by_role("button", name="Silence").click()
    _bar(reader).get_by_label("Why nobody needs to be told").fill("Moves to another host")
    _bar(reader).get_by_label("For").select_option("Until it has recovered")
    _bar(reader).locator("form").get_by_role("button", name="Silence").click()

    expect(_bar(reader)).to_contain_text("Silence: 2 of 2 clients done")
    expect(_bar(reader)).not_to_contain_text("selected")
    order = {"reason": "Moves to another host", "until_recovered": True}
    asked = [(what, body) for what, body in reader.api.changed if body]  # at once, in any order
    assert sorted(asked, key=lambda each: each[1]["client_id"]) == [
        ("POST /api/silences", {"client_id": "cedar-accounting"} | order),
        ("POST /api/silences", {"client_id": "tnt-dental"} | order),
    ]


def test_a_service_that_asks_for_patience_is_asked_again(reader: Reader) -> None:
    reader.api.changes["POST /api/silences"] = (429, an_error("rate_limited"))
    reader.sign_in(CLIENTS)
    _select(reader, "Cedar Accounting")
    _bar(reader).get_by_role("button", name="Silence").click()
    _bar(reader).get_by_label("Why nobody needs to be told").fill("Known")

    with reader.page.expect_response("**/api/silences"):
        _bar(reader).locator("form").get_by_role("button", name="Silence").click()
    reader.api.changes["POST /api/silences"] = (201, {})
    reader.pass_time(1_000)

    expect(_bar(reader)).to_contain_text("Silence: 1 of 1 client done")
    assert len(reader.api.changed) == 2


def test_a_page_of_clients_all_that_were_found_and_none_are_selected(reader: Reader) -> None:
    reader.api.summary = a_summary([a_client(f"Client {n:03}") for n in range(120)])
    reader.sign_in(CLIENTS)
    page = reader.page.get_by_role("checkbox", name="Select all on this page")

    page.click()
    expect(_bar(reader)).to_contain_text("50 clients selected")
    _select(reader, "Client 007")
    expect(page).to_have_attribute("aria-checked", "mixed")
    _bar(reader).get_by_role("button", name="Select all 120 found").click()
    expect(_bar(reader)).to_contain_text("120 clients selected")

    _bar(reader).get_by_role("button", name="Clear selection").click()
    expect(_bar(reader)).to_have_count(0)
    expect(page).to_have_attribute("aria-checked", "false")


def test_who_may_only_look_selects_nothing(reader: Reader) -> None:
    reader.api.signed_in = SIGNED_IN | {"role": "viewer"}
    reader.sign_in(CLIENTS)

    expect(reader.page.locator("[data-client]")).to_have_count(12)
    expect(reader.page.get_by_role("checkbox")).to_have_count(0)
