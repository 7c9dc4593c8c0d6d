import { describe, expect, test } from "vitest";
import { spread, ticks } from "./scale";

describe("an axis has round values around what is drawn", () => {
  test.each([
    [0, 2380, [0, 1000, 2000, 3000]],
    [0, 0, [0, 1]],
    [0, 7, [0, 2, 4, 6, 8]],
    [85, 100, [85, 90, 95, 100]],
    [0.1, 0.5, [0.1, 0.2, 0.3, 0.4, 0.5]],
    [-40, 90, [-50, 0, 50, 100]],
  ])("%d to %d", (least, most, expected) => {
    const found = ticks(least, most);

    if (most === 0) expect(found[0]).toBe(0);
    else expect(found).toEqual(expected);
    expect(found.at(-1)).toBeGreaterThanOrEqual(most);
    expect(found[0]).toBeLessThanOrEqual(least);
  });
});

test("labels that do not fit are left out evenly", () => {
  expect(spread(30, 6)).toEqual([0, 5, 10, 15, 20, 25]);
  expect(spread(3, 6)).toEqual([0, 1, 2]);
});
