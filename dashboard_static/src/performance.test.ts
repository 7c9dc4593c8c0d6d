import { describe, expect, test } from "vitest";
import type { PerformanceMetrics, TodayVolume } from "./answers";
import * as performance from "./performance";

const NOTHING = { savings: null, net_of_retainer: null, return_ratio: null, break_even_date: null };

function someMetrics(over: Partial<PerformanceMetrics> = {}): PerformanceMetrics {
  return {
    metrics: {
      total_automations: 1250,
      successful_automations: 1187,
      success_rate: 94.96,
      avg_processing_time: 2.4,
      cost_savings: 15750,
      roi_metrics: { time_saved_hours: 312.5, labor_cost_savings: 7812.5, efficiency_improvement: 23.4 },
    },
    trends: { automation_volume_trend: 12.5, success_rate_trend: 2.1, performance_direction: "improving" },
    currency: "USD",
    value: { retainer: 1500, claimed: NOTHING, modelled: { ...NOTHING, savings: 7418.75 }, implausible_claims: [] },
    value_inputs: { currency: "USD", hourly_rate: 25, minutes_saved_per_run: 15, monthly_retainer: 1500 },
    direction_thresholds: { success_rate_points: 1, automation_volume_percent: 5 },
    ...over,
  } as PerformanceMetrics;
}

test("every figure is worked out before the reader", () => {
  // the guide: 312.5 h at 25; 1,187 runs of a quarter of an hour at 25 are 7,418.75
  expect(performance.formulas(someMetrics()).map(({ worked, result }) => `${worked} = ${result}`)).toEqual([
    "1,187 ÷ 1,250 = 94.9\u00a0%",
    "312.5 h × $25.00 = $7,812.50",
    "1,187 × 15 min ÷ 60 × $25.00 = $7,418.75",
  ]);
});

test("what is missing is named", () => {
  const inputs = { currency: "USD", hourly_rate: null, minutes_saved_per_run: 15, monthly_retainer: null };

  expect(performance.missingInputs(someMetrics({ value_inputs: inputs }))).toBe("an hourly rate and a monthly retainer");
  expect(performance.missingInputs(someMetrics())).toBeNull();
});

describe("the direction says by which threshold", () => {
  test.each([
    [12.5, 2.1, "improving", "the success rate rose by 2.1 points, which is at least 1"],
    [-6, 0.2, "declining", "the volume fell by 6 %, which is at least 5"],
    [1, 0.2, "stable", "the success rate moved by less than 1 point, the volume by less than 5 %"],
    [null, null, null, "Nothing to compare with yet."],
  ] as const)("%s, %s", (automation_volume_trend, success_rate_trend, performance_direction, words) => {
    const trends = { automation_volume_trend, success_rate_trend, performance_direction };

    expect(performance.directionWords(someMetrics({ trends }))).toBe(words);
  });
});

describe("today is told against what is usual", () => {
  const today: TodayVolume = {
    date: "2026-11-23",
    as_of: "2026-11-23T14:05:00Z",
    total_automations: 11,
    successful_automations: 11,
    success_rate: 100,
    expected: 38,
    ratio: 0.29,
    weeks: 8,
    anomaly: "low",
    quiet_since: "2026-11-23T09:00:00Z",
  };

  test("with the hour since which nothing ran", () => {
    expect(performance.todayWords(today, "UTC")).toBe(
      "11 runs by 14:05; usual by then are 38 (from 8 weeks). Nothing ran since 09:00.",
    );
    expect(performance.anomalyWords(today)).toBe("71 % below usual");
  });

  test("and without, while too few weeks are known", () => {
    const young = { ...today, expected: null, ratio: null, anomaly: null, quiet_since: null };

    expect(performance.todayWords(young, "UTC")).toBe("11 runs by 14:05; what is usual is known after three weeks.");
    expect(performance.anomalyWords(young)).toBeNull();
  });
});

test("a day without whole figures says why", () => {
  const days = [
    { date: "2026-11-03", systems: {} },
    { date: "2026-11-04", systems: { Newsletter: "timeout" } },
  ];

  expect(performance.incompleteWords(days)).toEqual(["3 Nov: nothing known", "4 Nov: Newsletter (timeout)"]);
});
