import { describe, expect, test } from "vitest";
import * as format from "./format";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("a duration names its two largest units", () => {
  test.each([
    [-5 * SECOND, "0 s"],
    [999, "0 s"],
    [59_999, "59 s"],
    [12 * MINUTE + 59 * SECOND, "12 min"],
    [HOUR, "1 h"],
    [HOUR + 4 * MINUTE, "1 h 4 min"],
    [DAY - 1, "23 h 59 min"],
    [3 * DAY + 2 * HOUR, "3 d 2 h"],
    [12 * DAY + 5 * HOUR, "12 d"],
  ])("%d ms is %s", (ms, said) => {
    expect(plain(format.duration(ms))).toBe(said);
  });
});

describe("an age names one unit", () => {
  test.each([
    [-MINUTE, "0 s ago"],
    [12 * SECOND, "12 s ago"],
    [3 * MINUTE + 59 * SECOND, "3 min ago"],
    [5 * HOUR, "5 h ago"],
    [DAY, "1 d ago"],
  ])("%d ms is %s", (ms, said) => {
    expect(plain(format.age(ms))).toBe(said);
  });
});

describe("an uptime is rounded down, and 100.00 means no downtime", () => {
  test.each([
    [100, "100.00 %"],
    [99.999, "99.99 %"],
    [99.9999999, "99.99 %"],
    [99.82, "99.82 %"], // 99.82 * 100 is 9981.999… in binary
    [99.995, "99.99 %"],
    [0, "0.00 %"],
    [null, "–"],
  ])("%s is %s", (percent, said) => {
    expect(plain(format.uptime(percent))).toBe(said);
  });
});

test("a rate has one decimal and is rounded down too", () => {
  expect(plain(format.rate(96.68))).toBe("96.6 %");
  expect(format.rate(null)).toBe("–");
});

describe("a response time has its unit", () => {
  test.each([
    [0, "0 ms"],
    [473.6, "474 ms"],
    [999.4, "999 ms"],
    [999.6, "1.00 s"],
    [2_034, "2.03 s"],
    [9_994, "9.99 s"],
    [9_996, "10.0 s"],
    [12_345, "12.3 s"],
    [null, "–"],
  ])("%s is %s", (ms, said) => {
    expect(plain(format.responseTime(ms))).toBe(said);
  });
});

test("a count groups its thousands, and unknown is a dash, not zero", () => {
  expect(format.count(3_854)).toBe("3,854");
  expect(format.count(0)).toBe("0");
  expect(format.count(null)).toBe("–");
});

test("a counted noun agrees with its number", () => {
  expect(format.counted(1, "row")).toBe("1 row");
  expect(format.counted(2, "client is", "clients are")).toBe("2 clients are");
});

test("intervals are a range where clients differ", () => {
  expect(plain(format.intervals([5, 5]))).toBe("5 min");
  expect(plain(format.intervals([15, 1, 5]))).toBe("1–15 min");
  expect(format.intervals([])).toBe("");
});

describe("a time names its zone", () => {
  const now = Date.parse("2026-11-23T14:32:00Z");

  test("today has no date", () => {
    expect(format.namedTime(Date.parse("2026-11-23T13:05:00Z"), now, "UTC")).toBe("13:05 UTC");
  });

  test("another day has one", () => {
    expect(format.namedTime(Date.parse("2026-11-22T13:05:00Z"), now, "UTC")).toBe("22 Nov, 13:05 UTC");
  });

  test("yesterday by the reader's calendar, though today in UTC", () => {
    const at = Date.parse("2026-11-23T02:30:00Z"); // 21:30 of the 22nd in New York
    expect(format.namedTime(at, now, "America/New_York")).toBe("22 Nov, 21:30 GMT-5");
  });

  test("the exact time has the day and seconds", () => {
    expect(format.exactTime(now, "UTC")).toBe("23 Nov 2026, 14:32:00 UTC");
  });
});

test("the parts of a check's time are named in their order, TLS only where there was any", () => {
  const phases = { dns_ms: 1, connect_ms: 2, tls_ms: null, first_byte_ms: 5_900, total_ms: 6_000 };

  expect(plain(format.phaseTimes(phases))).toBe("name 1 ms · connection 2 ms · first byte 5.90 s");
  expect(plain(format.phaseTimes({ ...phases, tls_ms: 48 }))).toContain("TLS 48 ms");
});
