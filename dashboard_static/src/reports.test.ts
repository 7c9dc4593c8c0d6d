import { describe, expect, test } from "vitest";
import type { BulkProgress, Report } from "./answers";
import * as reports from "./reports";

test("a report is named by its own label, before that by its days", () => {
  const report = { period_label: null, first_day: "2026-10-24", last_day: "2026-11-22" } as Report;

  expect(reports.periodWords(report)).toBe("24 Oct – 22 Nov 2026");
  expect(reports.periodWords({ ...report, last_day: "2026-10-24" })).toBe("Sat, 24 Oct 2026");
  expect(reports.periodWords({ ...report, period_label: "October 2026" })).toBe("October 2026");
});

test.each([
  [400, "1\u00a0kB"],
  [52_300, "52\u00a0kB"],
  [1_440_000, "1.4\u00a0MB"],
])("%d bytes are %s", (bytes, words) => {
  expect(reports.fileSize(bytes)).toBe(words);
});

describe("everybody's reports", () => {
  const bulk = { total: 48, done: 30, failed: 2, remaining: 16 } as BulkProgress;

  test("are told by what is done, failed and to come", () => {
    expect(reports.bulkWords(bulk)).toBe("30 ready, 2 failed, 16 to come of 48");
    expect(reports.bulkWords({ ...bulk, done: 48, failed: 0, remaining: 0 })).toBe("48 ready of 48");
  });

  test("have no total while the clients are still being listed", () => {
    expect(reports.bulkWords({ ...bulk, done: 0, failed: 0, total: null, remaining: null })).toBe(
      "0 ready; clients are still being listed",
    );
  });
});

test("addresses are read however they are typed", () => {
  expect(reports.readAddresses(" ann@a.example, bob@b.example;\nann@a.example ")).toEqual([
    "ann@a.example",
    "bob@b.example",
  ]);
});
