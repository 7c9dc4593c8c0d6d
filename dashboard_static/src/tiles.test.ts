import { describe, expect, test } from "vitest";
import { GAP, heightOf, tilingOf, wallOf } from "./tiles";

test("one tile is as wide as the screen and no higher than it needs to be", () => {
  expect(tilingOf(1, 1400, 800)).toEqual({ columns: 1, width: 1400, height: 200 });
});

test("four tiles of two by two", () => {
  // 2 columns of (403 - 3) / 2 = 200, 2 rows of (163 - 3) / 2 = 80
  expect(tilingOf(4, 403, 163)).toEqual({ columns: 2, width: 200, height: 80 });
});

describe("a thousand tiles fit a screen without scrolling", () => {
  test.each([
    [1440, 780],
    [1280, 680],
    [1920, 1000],
    [3840, 2080],
    [1000, 1800],
  ])("of %i by %i", (width, height) => {
    const tiling = tilingOf(1_000, width, height);

    expect(heightOf(tiling, 1_000)).toBeLessThanOrEqual(height);
    expect(tiling.columns * tiling.width + (tiling.columns - 1) * GAP).toBeLessThanOrEqual(width);
    expect(Math.min(tiling.width, tiling.height)).toBeGreaterThanOrEqual(24);
  });
});

test("what does not fit goes on below, still large enough for a finger", () => {
  // (320 + 3) / (24 + 3) = 11.96: 11 columns of (320 - 30) / 11 = 26.4
  expect(tilingOf(1_000, 320, 500)).toEqual({ columns: 11, width: 26, height: 24 });
});

describe("those in trouble have tiles with room for their names", () => {
  test("as all have where there is enough of it", () => {
    expect(wallOf(3, 45, 1400, 780)).toEqual([tilingOf(48, 1400, 780)]);
  });

  test("and the others the rest of the screen", () => {
    // (1400 + 3) / (116 + 3) = 11.8: 11 columns of (1400 - 30) / 11 = 124.5; 30 are 3 rows of 40 and 2 gaps: 126
    expect(wallOf(30, 970, 1400, 780)).toEqual([
      { columns: 11, width: 124, height: 40 },
      tilingOf(970, 1400, 780 - 126 - GAP),
    ]);
  });

  test("unless they are so many that all have the same", () => {
    expect(wallOf(600, 400, 1400, 780)).toEqual([tilingOf(1_000, 1400, 780)]);
  });
});

test("no tiles and no room yet are no trouble", () => {
  expect(tilingOf(0, 0, 0).columns).toBe(1);
  expect(tilingOf(10, 0, 0).columns).toBe(1);
});
