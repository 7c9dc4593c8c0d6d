import { describe, expect, test } from "vitest";
import * as days from "./days";

const NOW = Date.parse("2026-11-23T14:32:00Z");

function aDay(date: string, over: Partial<{ uptime_percentage: number | null; downtime_seconds: number }> = {}) {
  return { date, uptime_percentage: 100, coverage_percentage: 100, downtime_seconds: 0, ...over };
}

describe("what a day was like", () => {
  test.each([
    [aDay("", { uptime_percentage: 98.4, downtime_seconds: 1380 }), false, "outage"],
    [aDay("", { uptime_percentage: 97.5 }), false, "degraded"],
    [aDay("", { uptime_percentage: null }), false, "none"],
    [aDay("", { uptime_percentage: null }), true, "planned"],
    [aDay(""), true, "planned"],
    [aDay(""), false, "up"],
  ] as const)("%o, planned %s: %s", (measured, isPlanned, level) => {
    expect(days.levelOf(measured, isPlanned)).toBe(level);
  });
});

test("days that are not told of are cells without data, not cells left out", () => {
  const cells = days.lastDays([aDay("2026-11-20"), aDay("2026-11-22", { downtime_seconds: 60 })], NOW, 4);

  expect(cells).toEqual([
    { date: "2026-11-19", level: "none" },
    { date: "2026-11-20", level: "up" },
    { date: "2026-11-21", level: "none" },
    { date: "2026-11-22", level: "outage" },
  ]);
});

test("a client that is no longer watched ends in days without data", () => {
  expect(days.lastDays([aDay("2026-11-19")], NOW, 4).map((day) => day.level)).toEqual(["up", "none", "none", "none"]);
});

test("the newest day may be today's where the client is far east, or the day before yesterday's far west", () => {
  expect(days.lastDays([aDay("2026-11-23")], NOW, 2).at(-1)?.date).toBe("2026-11-23");
  expect(days.lastDays([aDay("2026-11-21")], NOW, 2).at(-1)?.date).toBe("2026-11-21");
});

test("a row of days is said in one sentence", () => {
  const cells = days.lastDays([aDay("2026-11-20"), aDay("2026-11-22", { downtime_seconds: 60 })], NOW, 4);

  expect(days.summary(cells)).toBe("4 days: 1 day with an outage, 2 days without data, 1 day up all day");
});

test("a date moves over the ends of months", () => {
  expect(days.shifted("2026-03-01", -1)).toBe("2026-02-28");
  expect(days.shifted("2026-12-31", 1)).toBe("2027-01-01");
});

test("days up to a date are those before it, known or not", () => {
  const known = [
    { date: "2026-11-20", uptime_percentage: 100, coverage_percentage: 100, downtime_seconds: 0 },
    { date: "2026-11-22", uptime_percentage: 100, coverage_percentage: 100, downtime_seconds: 0 },
  ];

  expect(days.daysUpTo(known, "2026-11-21", 3)).toEqual([
    { date: "2026-11-19", level: "none" },
    { date: "2026-11-20", level: "up" },
    { date: "2026-11-21", level: "none" },
  ]);
});
