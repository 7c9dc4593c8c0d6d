"""What automations did, on the overview and on the page of a client, in a real browser."""

import re

from playwright.sync_api import expect

from tests.verify.canned_api import Json
from tests.verify.canned_metrics import nothing_known, performance, trends
from tests.verify.reader import Reader


def test_the_volume_is_a_picture_that_names_its_gaps(reader: Reader) -> None:
    reader.sign_in()

    chart = reader.page.get_by_role("img", name="Automations per day")
    said = "Automations per day. 30 days. Blank, without figures: 3\u20134 Nov."
    expect(chart).to_have_accessible_name(said)
    # a bar for each of the 28 known days, failed and succeeded
    for part in ("path.fill-down", "path.fill-accent"):
        drawn = chart.locator(part).get_attribute("d") or ""
        assert drawn.count("M") == 28


def test_the_success_rate_names_the_days_under_its_target(reader: Reader) -> None:
    reader.sign_in()

    chart = reader.page.get_by_role("img", name="Success rate")
    said = "Success rate. 1 of 28 known days fell below the 90 % target: 16 Nov."
    expect(chart).to_have_accessible_name(said)
    expect(chart.locator("circle")).to_have_count(1)
    line = chart.locator("path.stroke-accent").get_attribute("d") or ""
    assert line.count("M") == 2  # it is not drawn across the gap


def test_a_chart_is_a_table_too(reader: Reader) -> None:
    reader.sign_in()

    button = reader.page.get_by_role("button", name="Table of Automations per day")
    button.click()

    table = reader.page.get_by_role("region", name="Automations per day as a table")
    # 2,200 and 16 * 37 % 180 = 52 are 2,252; an eighth of that failed: 281
    expect(table.get_by_role("row", name="16 Nov")).to_have_text(
        re.compile(r"16 Nov\s*1,971\s*281\s*2,252")
    )
    expect(table.get_by_role("row", name="3 Nov", exact=True)).to_have_count(0)
    expect(table.get_by_role("row", name=re.compile("^3 Nov"))).to_have_text(
        re.compile("3 Nov\u2013\u2013\u2013")
    )
    reader.page.get_by_role("button", name="Chart of Automations per day").click()
    expect(reader.page.get_by_role("img", name="Automations per day")).to_be_visible()


def test_figures_are_compared_with_the_thirty_days_before(reader: Reader) -> None:
    reader.api.answers["/api/system/trends"] = _two_months
    reader.api.summary["overall_summary"] |= {
        "total_automations_today": 3854,
        "overall_success_rate": 96.66,
    }
    reader.sign_in()

    figures = reader.page.locator("dl", has_text="Automations today")
    # 30 days of 110 against 100 a day; 99 of 110 are 90 %, 95 of 100 were 95 %
    expect(figures).to_have_text(
        re.compile(
            r"Automations today\s*3,854\s*96\.6\s% succeeded\s*"
            r"Automations, 30 days\s*3,300\s*▲ \+10\.0 %.*"
            r"Success rate, 30 days\s*90\.0\s%\s*▼ \u22125\.0 pt.*"
            r"Under their uptime target, 30 days\s*1\s*of 10 clients with data"
        )
    )


def _two_months(query: dict[str, str]) -> Json:
    answer = trends(query)
    for index, day in enumerate(answer["series"]):
        total, good = (100, 95) if index < 30 else (110, 99)
        day |= {"total_automations": total, "successful_automations": good, "success_rate": None}
    return answer


def test_a_fleet_without_figures_says_that_nobody_told_of_any(reader: Reader) -> None:
    nothing = {"total_automations": None, "successful_automations": None, "success_rate": None}
    series = [day | nothing for day in trends({"days": "60"})["series"]]
    reader.api.answers["/api/system/trends"] = {"days": 60, "series": series}
    reader.sign_in()

    expect(reader.page.get_by_text("No system has told of its work yet.")).to_have_count(2)


def test_trends_that_cannot_be_loaded_say_so_beside_the_fleet(reader: Reader) -> None:
    del reader.api.answers["/api/system/trends"]
    reader.sign_in()

    expect(reader.page.get_by_text("Could not load the trends at 14:32")).to_be_visible()
    expect(reader.page.locator("[data-client]")).to_have_count(12)


OF_CEDAR = "#/clients/cedar-accounting?tab=metrics"


def test_a_clients_figures_are_those_of_the_guide_with_their_change(reader: Reader) -> None:
    """Source: the developer guide, function 2."""
    reader.sign_in(OF_CEDAR)

    figures = reader.page.locator("dl", has_text="Processing time, mean")
    # 94.96 % is rounded down
    expect(figures).to_have_text(
        re.compile(
            r"Automations\s*1,250\s*▲ \+12\.5 %\s*vs the 30 days before, a day\s*"
            r"Success rate\s*94\.9\s%\s*▲ \+2\.1 pt\s*vs the 30 days before\s*"
            r"Processing time, mean\s*2\.4\ss\s*a run\s*"
            r"Savings, claimed\s*\$15,750\.00\s*by the client's systems\s*"
            r"Hours saved\s*312\.5\s*\$7,812\.50 of labour\s*"
            r"More efficient\s*23\.4\s%"
        )
    )
    expect(
        reader.page.get_by_text("Improving: the success rate rose by 2.1 points")
    ).to_be_visible()


def test_figures_are_worked_out_with_their_inputs(reader: Reader) -> None:
    reader.sign_in(OF_CEDAR)

    made = reader.page.get_by_role("region", name="How these are made")
    expect(made).to_contain_text("312.5 h × $25.00 = $7,812.50")  # noqa: RUF001
    expect(made).to_contain_text("Until 1 Oct 2026, 00:00:00 UTC: $20.00 an hour")


def test_a_claim_stands_beside_what_the_inputs_give_and_doubts_are_told(reader: Reader) -> None:
    reader.sign_in(OF_CEDAR)

    worth = reader.page.locator("section", has=reader.page.locator("#value")).first
    expect(worth.get_by_role("row", name="What the systems claim")).to_have_text(
        re.compile(r"\$15,750\.00\s*\$1,500\.00\s*\$14,250\.00\s*10\.5 ×\s*27 Oct")  # noqa: RUF001
    )
    expect(worth.get_by_role("row", name="Runs and the client's inputs")).to_contain_text(
        "$7,418.75"
    )
    expect(worth).to_contain_text("same to the cent on 5 days in a row or more. On 6 days, first")
    expect(worth).to_contain_text("Told in other currencies, in no sum: €120.00.")


def test_today_is_told_against_what_is_usual(reader: Reader) -> None:
    reader.sign_in(OF_CEDAR)

    today = reader.page.locator("section", has=reader.page.locator("#today")).first
    # 11 of 38 are 29 %
    expect(today).to_contain_text("71 % below usual")
    expect(today).to_contain_text("11 runs by 14:05; usual by then are 38 (from 8 weeks).")
    expect(today).to_contain_text("Nothing ran since 09:00.")


def test_the_span_of_figures_is_part_of_the_address(reader: Reader) -> None:
    asked: list[str] = []

    def metrics(query: dict[str, str]) -> Json:
        asked.append(query["timeframe"])
        return performance(query)

    reader.api.answers["/api/clients/cedar-accounting/metrics"] = metrics
    reader.sign_in(OF_CEDAR)
    reader.page.get_by_role("link", name="7 days").click()

    expect(reader.page.get_by_text("vs the 7 days before", exact=True)).to_be_visible()
    assert reader.page.url.endswith(f"{OF_CEDAR}&range=7d")
    assert asked == ["30d", "7d"]


def test_a_client_that_told_of_nothing_shows_dashes_and_what_is_missing(reader: Reader) -> None:
    reader.api.answers["/api/clients/cedar-accounting/metrics"] = nothing_known
    reader.sign_in(OF_CEDAR)

    expect(reader.page.get_by_text("No system has told of its work yet")).to_be_visible()
    expect(reader.page.get_by_text("Nothing to compare with yet.")).to_be_visible()
    missing = "Give an hourly rate, minutes saved per run and a monthly retainer of this client"
    expect(reader.page.get_by_text(missing)).to_be_visible()
