import { describe, expect, test } from "vitest";
import { atRest, type Failure, isWaiting, type Polling, type PollingEvent, step } from "./polling";

const REFRESH_MS = 30_000;
const MIDDLE = 0.5; // no jitter

function after(polling: Polling, event: PollingEvent, now = 0, random = MIDDLE): Polling {
  return step(polling, event, { now, random, refreshMs: REFRESH_MS });
}

function failed(retryAfterMs: number | null = null): { kind: "failed"; failure: Failure } {
  return { kind: "failed", failure: { status: 503, code: "unavailable", message: "x", retryAfterMs } };
}

const waiting = after(after(atRest, { kind: "asked" }), { kind: "answered" }, 1_000);

test("an answer is followed by the next question one interval later", () => {
  expect(waiting).toEqual({ ...atRest, lastGoodAt: 1_000, dueAt: 31_000 });
  expect(isWaiting(waiting)).toBe(true);
});

test.each([
  [0, 27_000],
  [0.999999, 33_000],
])("the interval varies by a tenth (random %f)", (random, dueAt) => {
  expect(after(atRest, { kind: "answered" }, 0, random).dueAt).toBe(dueAt);
});

test("failures double the wait up to five minutes", () => {
  let polling = waiting;
  const waits: number[] = [];
  for (let i = 0; i < 6; i += 1) {
    polling = after(polling, failed(), 50_000);
    waits.push((polling.dueAt ?? 0) - 50_000);
  }

  expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
});

test("a failure keeps the moment of the last good answer", () => {
  const broken = after(waiting, failed(), 31_500);

  expect(broken.lastGoodAt).toBe(1_000);
  expect(broken.failedAt).toBe(31_500);
});

test("an answer ends the back-off", () => {
  const broken = after(after(waiting, failed()), failed());

  const mended = after(broken, { kind: "answered" }, 90_000);

  expect(mended).toEqual({ ...atRest, lastGoodAt: 90_000, dueAt: 120_000 });
});

describe("Retry-After", () => {
  test("is never undercut", () => {
    expect(after(waiting, failed(600_000), 0).dueAt).toBe(600_000);
  });

  test("does not shorten the back-off", () => {
    expect(after(waiting, failed(1_000), 0).dueAt).toBe(30_000);
  });

  test("holds when the reader comes back before it is over", () => {
    const hidden = after(after(waiting, failed(600_000), 0), { kind: "hidden" });

    expect(after(hidden, { kind: "shown" }, 60_000).loading).toBe(false);
    expect(after(hidden, { kind: "shown" }, 600_000).loading).toBe(true);
  });

  test("yields to a person who asks", () => {
    expect(after(after(waiting, failed(600_000)), { kind: "asked" }).loading).toBe(true);
  });
});

describe("a page that nobody sees", () => {
  const hidden = after(waiting, { kind: "hidden" });

  test("asks nothing", () => {
    expect(isWaiting(hidden)).toBe(false);
    expect(after(hidden, { kind: "due" }, 31_000)).toEqual(hidden);
  });

  test("asks at once when it is seen again", () => {
    expect(after(hidden, { kind: "shown" }, 5_000).loading).toBe(true);
  });

  test("finishes the request that is under way", () => {
    const loading = after(after(waiting, { kind: "due" }), { kind: "hidden" });

    expect(after(loading, { kind: "answered" }, 40_000).lastGoodAt).toBe(40_000);
  });
});

describe("a paused page", () => {
  const paused = after(waiting, { kind: "paused" });

  test("asks nothing by itself, even when it is shown again", () => {
    const shownAgain = after(after(paused, { kind: "hidden" }), { kind: "shown" }, 99_000);

    expect(isWaiting(paused)).toBe(false);
    expect(shownAgain.loading).toBe(false);
  });

  test("asks when a person does, and stays paused", () => {
    const answered = after(after(paused, { kind: "asked" }), { kind: "answered" }, 50_000);

    expect(answered.lastGoodAt).toBe(50_000);
    expect(isWaiting(answered)).toBe(false);
  });

  test("asks at once when it is resumed", () => {
    expect(after(paused, { kind: "resumed" }).loading).toBe(true);
  });

  test("waits when it is resumed out of sight", () => {
    expect(after(after(paused, { kind: "hidden" }), { kind: "resumed" }).loading).toBe(false);
  });
});

test("a second question does not start while one is under way", () => {
  const loading = after(waiting, { kind: "due" });

  expect(after(loading, { kind: "shown" })).toEqual(loading);
  expect(after(loading, { kind: "asked" })).toEqual(loading);
});
