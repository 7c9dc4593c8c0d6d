import { describe, expect, test } from "vitest";
import { aClient } from "./a_client";
import { clientsCsv, csvName } from "./csv";

const HEADINGS =
  "client_id,client_name,industry,status,status_since,reason,healthy_systems,systems_count," +
  "uptime_30d_percentage,uptime_target_percentage,response_time_ms,today_automations,today_success_rate,last_check";

test("a row a client, empty where unknown, after a byte-order mark", () => {
  const csv = clientsCsv([aClient({ industry: null, today_automations: 0, response_time_ms: 214.6 })]);

  expect(csv).toBe(
    `\uFEFF${HEADINGS}\r\ncedar-accounting,Cedar Accounting,,healthy,,,4,4,99.9,99.5,214.6,0,,\r\n`,
  );
});

test("the status is the one that is shown", () => {
  expect(clientsCsv([aClient({ is_in_maintenance: true })])).toContain(",maintenance,");
  expect(clientsCsv([aClient({ is_active: false })])).toContain(",inactive,");
});

/** Source: RFC 4180; OWASP, CSV injection. */
describe("text of a client stays text", () => {
  test.each([
    ["Smith, Jones", '"Smith, Jones"'],
    ['The "Old" Mill', '"The ""Old"" Mill"'],
    ["two\nlines", '"two\nlines"'],
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\tx", "'\tx"],
    ["\rx", `"'\rx"`],
    ['=HYPERLINK("https://x.example","y")', `"'=HYPERLINK(""https://x.example"",""y"")"`],
    ["a=b", "a=b"],
  ])("%j", (name, cell) => {
    expect(clientsCsv([aClient({ client_name: name })])).toContain(`\r\ncedar-accounting,${cell},Finance,`);
  });
});

test("its name has the day in UTC", () => {
  expect(csvName(Date.parse("2026-11-23T23:59:59Z"))).toBe("clients-2026-11-23.csv");
});
