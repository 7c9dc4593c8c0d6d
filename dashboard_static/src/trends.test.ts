import { describe, expect, test } from "vitest";
import type { TrendDay } from "./answers";
import * as trends from "./trends";

function aDay(date: string, total: number | null, successful: number | null): TrendDay {
  const rate = total === null || successful === null || total === 0 ? null : (100 * successful) / total;
  return {
    date,
    total_automations: total,
    successful_automations: successful,
    success_rate: rate,
    uptime_percentage: 100,
  } as TrendDay;
}

test("a success rate is of all runs, not a mean of days", () => {
  const work = trends.workOf([aDay("2026-11-01", 10, 5), aDay("2026-11-02", 990, 990), aDay("2026-11-03", null, null)]);

  expect(work).toEqual({ total: 1000, successful: 995, days: 2 });
  expect(trends.successOf(work)).toBe(99.5); // the mean of 50 and 100 would be 75
});

test("volumes are compared by the known day", () => {
  const before = { total: 200, successful: 200, days: 2 }; // 100 a day
  const now = { total: 330, successful: 297, days: 3 }; // 110 a day

  expect(trends.volumeChange(now, before)).toBeCloseTo(10);
  expect(trends.successChange(now, before)).toBeCloseTo(-10);
  expect(trends.volumeChange(now, null)).toBeNull();
});

describe("days in a row are named as one", () => {
  test.each([
    [[], null],
    [["2026-11-03", "2026-11-04"], "3–4 Nov"],
    [["2026-10-31", "2026-11-01", "2026-11-09"], "31 Oct–1 Nov, 9 Nov"],
    [["2026-11-01", "2026-11-03", "2026-11-05", "2026-11-07"], "1 Nov, 3 Nov, 5 Nov and 1 more time"],
  ])("%o", (dates, words) => {
    expect(trends.named(dates)).toBe(words);
  });
});

test("gaps are named, and not drawn as nothing done", () => {
  const days = [aDay("2026-11-02", 10, 10), aDay("2026-11-03", null, null)];

  expect(trends.volumeWords(days)).toBe("2 days. Blank, without figures: 3 Nov.");
  expect(trends.volumeWords(days.slice(1))).toBe("No system has told of its work yet.");
});

test("days under the target are named", () => {
  const days = [aDay("2026-11-02", 10, 10), aDay("2026-11-03", 10, 8), aDay("2026-11-04", null, null)];

  expect(trends.successWords(days)).toBe("1 of 2 known days fell below the 90 % target: 3 Nov.");
  expect(trends.successWords(days.slice(0, 1))).toBe("Every known day reached the 90 % target.");
});
