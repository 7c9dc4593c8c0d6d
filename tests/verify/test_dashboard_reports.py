"""Reports in a real browser: made, followed, downloaded, scheduled, and failed in plain sight."""

import re

from playwright.sync_api import expect

from tests.verify.canned_api import SIGNED_IN, an_error
from tests.verify.canned_reports import OCTOBER, QUEUED, RESTATED, SCHEDULES, bulk
from tests.verify.reader import Reader

OF_CEDAR = "#/clients/cedar-accounting?tab=reports"
SCHEDULE = "/api/clients/cedar-accounting/report-schedules"


def test_reports_tell_of_what_time_they_are_and_how_it_was(reader: Reader) -> None:
    reader.sign_in("#/reports")

    row = reader.page.locator("[data-report='monthly-2026-10-01-2026-10-31']")
    expect(row).to_have_text(
        re.compile(
            r"October 2026\s*Cedar Accounting\s*Monthly\s*"
            r"Made 1 Nov 2026, 08:00:20 UTC · uptime 99\.94\s%\s*"
            r"Everything worked, but for 23 minutes on 16 October\."
        )
    )
    expect(row.get_by_role("button")).to_have_text(
        [re.compile(each) for each in ("PDF", "HTML", "CSV", "JSON")]
    )


def test_a_report_that_failed_says_why_and_is_made_again(reader: Reader) -> None:
    reader.api.changes["POST /api/reports"] = (202, QUEUED)
    reader.sign_in("#/reports")

    row = reader.page.locator("[data-report='monthly-2026-10-24-2026-11-22']")
    expect(row).to_contain_text("Could not be made: A font of the report is missing.")
    row.get_by_role("button", name="Make again").click()

    expect(row.get_by_role("button", name="Make again")).to_have_attribute("aria-disabled", "false")
    assert reader.api.changed == [
        (
            "POST /api/reports",
            {
                "client_id": "harbor-limousine",
                "report_type": "monthly",
                "calendar": False,
                "include_recommendations": True,
                "reissue": True,
            },
        )
    ]


def test_a_report_whose_figures_were_restated_says_so_and_what_changed(reader: Reader) -> None:
    reader.sign_in("#/reports")

    row = reader.page.locator("[data-report='weekly-2026-11-09-2026-11-15']")
    expect(row).to_contain_text("revision 2")
    expect(row).to_contain_text("figures were restated since")
    expect(row).to_contain_text("Changed: Automations: 1,204 before, 1,250 now")
    expect(row.get_by_role("button", name="Make again")).to_be_visible()


def test_a_download_is_fetched_by_a_link_that_was_asked_for(reader: Reader) -> None:
    path = f"/api/reports/cedar-accounting/{OCTOBER['report_id']}/download"
    asked: list[dict[str, str]] = []

    def link(query: dict[str, str]) -> dict[str, object]:
        asked.append(query)
        return {
            "url": "#/clients/cedar-accounting",  # where the browser goes, for this test
            "file_name": "cedar-october.pdf",
            "content_type": "application/pdf",
            "size_bytes": 52_300,
            "sha256": "ab" * 32,
            "expires_at": "2026-11-23T14:37:00Z",
        }

    reader.api.answers[path] = link
    reader.sign_in("#/reports")

    reader.page.get_by_role("button", name="Download October 2026 as PDF").click()

    expect(reader.heading).to_have_text("Cedar Accounting")
    assert asked == [{"format": "pdf"}]


def test_a_report_is_made_now_and_followed_until_it_is_there(reader: Reader) -> None:
    reader.api.changes["POST /api/reports"] = (202, QUEUED)
    reader.sign_in(OF_CEDAR)
    reader.page.get_by_label("Kind").select_option("Daily")
    reader.page.get_by_label("with recommendations").uncheck()
    reader.api.answers["/api/reports"] = {"reports": [QUEUED], "next_cursor": None}

    reader.page.get_by_role("button", name="Make it").click()
    expect(reader.page.get_by_text("Being made…")).to_be_visible()
    ready = QUEUED | {
        each: OCTOBER[each] for each in ("state", "generated_at", "files", "revision")
    }
    reader.api.answers["/api/reports"] = {"reports": [ready], "next_cursor": None}
    reader.pass_time(2_000)

    expect(
        reader.page.get_by_role("button", name="Download Sun, 22 Nov 2026 as PDF")
    ).to_be_visible()
    assert reader.api.changed == [
        (
            "POST /api/reports",
            {
                "client_id": "cedar-accounting",
                "report_type": "daily",
                "calendar": False,
                "include_recommendations": False,
            },
        )
    ]


def test_everybodys_reports_are_followed_with_those_that_failed(reader: Reader) -> None:
    reader.api.changes["POST /api/reports/bulk"] = (202, bulk(done=0, failed=0, remaining=None))
    path = "/api/reports/bulk/0m5xq2v40-0000000b"
    reader.api.answers[path] = bulk(done=7, failed=1, remaining=3)
    reader.sign_in("#/reports")

    reader.page.get_by_role("button", name="Make it").click()
    expect(reader.page.get_by_text("0 ready; clients are still being listed.")).to_be_visible()
    reader.pass_time(2_000)
    expect(reader.page.get_by_text("7 ready, 1 failed, 3 to come of 11.")).to_be_visible()
    expect(reader.page.get_by_text("Failed: harbor-limousine")).to_be_visible()
    reader.api.answers[path] = bulk(done=10, failed=1, remaining=0)
    reader.pass_time(2_000)

    expect(reader.page.get_by_text("10 ready, 1 failed of 11.")).to_be_visible()
    assert reader.api.changed == [("POST /api/reports/bulk", {"report_type": "monthly"})]


def test_a_schedule_is_shown_with_its_zone_and_who_gets_it(reader: Reader) -> None:
    reader.sign_in(OF_CEDAR)

    expect(reader.page.locator("[data-schedule=monthly]")).to_have_text(
        re.compile(
            r"Monthly at 08:00 America/New_York\s*"
            r"to owner@cedar\.example · next 1 Dec 2026, 13:00:00 UTC"
        )
    )


def test_a_schedule_is_added_with_its_recipients(reader: Reader) -> None:
    weekly = SCHEDULES["schedules"][0] | {"report_type": "weekly"}
    reader.api.changes[f"PUT {SCHEDULE}/weekly"] = (200, weekly)
    reader.sign_in(OF_CEDAR)
    reader.page.get_by_role("button", name="Add a schedule").click()
    form = reader.page.locator("form", has_text="Sent to, by mail")
    form.get_by_label("Kind").select_option("Weekly")
    form.get_by_label("Sent to, by mail").fill("ann@cedar.example; bob@cedar.example")

    form.get_by_role("button", name="Save").click()

    expect(form).to_have_count(0)
    body = {"at": "08:00", "recipients": ["ann@cedar.example", "bob@cedar.example"]}
    assert reader.api.changed == [(f"PUT {SCHEDULE}/weekly", body)]


def test_a_schedule_that_is_refused_says_what_is_wrong(reader: Reader) -> None:
    refused = an_error("invalid")
    refused["error"] |= {"field": "recipients[0]", "message": "an address like name@example.com"}
    reader.api.changes[f"PUT {SCHEDULE}/monthly"] = (422, refused)
    reader.sign_in(OF_CEDAR)
    reader.page.get_by_role("button", name="Add a schedule").click()
    form = reader.page.locator("form", has_text="Sent to, by mail")
    form.get_by_label("Sent to, by mail").fill("nobody")

    form.get_by_role("button", name="Save").click()

    expect(form.get_by_role("alert")).to_have_text(
        "recipients[0]: an address like name@example.com"
    )


def test_a_schedule_is_removed(reader: Reader) -> None:
    reader.api.changes[f"DELETE {SCHEDULE}/monthly"] = (204, {})
    reader.sign_in(OF_CEDAR)
    button = reader.page.get_by_role("button", name="Remove the monthly report")
    button.wait_for()
    reader.api.answers[SCHEDULE] = {"schedules": []}

    button.click()

    expect(reader.page.get_by_text("No report is made by itself.")).to_be_visible()


def test_who_may_only_look_downloads_and_makes_nothing(reader: Reader) -> None:
    reader.api.signed_in = SIGNED_IN | {"role": "viewer"}
    reader.sign_in("#/reports")

    expect(reader.page.get_by_role("button", name="Download October 2026 as PDF")).to_be_visible()
    for name in ("Make it", "Make again"):
        expect(reader.page.get_by_role("button", name=name)).to_have_count(0)


def test_a_fleet_without_reports_says_so(reader: Reader) -> None:
    reader.api.answers["/api/reports"] = {"reports": [], "next_cursor": None}
    reader.sign_in("#/reports")

    expect(reader.page.get_by_text("No report has been made yet.")).to_be_visible()


def test_more_reports_than_fit_are_a_page_further(reader: Reader) -> None:
    reader.api.answers["/api/reports"] = lambda query: (
        {"reports": [OCTOBER], "next_cursor": None}
        if "cursor" in query
        else {"reports": [RESTATED], "next_cursor": "older"}
    )
    reader.sign_in("#/reports")

    reader.page.get_by_role("link", name="Older").click()
    expect(reader.page.get_by_text("October 2026", exact=True)).to_be_visible()
    reader.page.get_by_role("link", name="Newest").click()
    expect(reader.page.get_by_text("9 to 15 November 2026").first).to_be_visible()
