import { describe, expect, test } from "vitest";
import type { ManualCheck } from "./answers";
import { inTurns, isBusy, type Outcome, outcomeOf, progress } from "./bulk";

type Finding = ManualCheck["findings"][number];

const aCheck = (state: ManualCheck["state"], statuses: readonly Finding["status"][] = []) =>
  ({ state, findings: statuses.map((status) => ({ status })) }) as ManualCheck;

describe("a check is told as the worst that it found", () => {
  test.each<[ManualCheck, Outcome]>([
    [aCheck("queued"), { state: "open", words: "Queued" }],
    [aCheck("running"), { state: "open", words: "Checking now" }],
    [aCheck("given_up"), { state: "refused", words: "Nobody came to check in five minutes" }],
    [aCheck("finished", ["healthy", "down", "degraded"]), { state: "done", words: "1 of 3 systems healthy", status: "down" }],
    [aCheck("finished", ["healthy"]), { state: "done", words: "1 of 1 system healthy", status: "healthy" }],
    [aCheck("finished"), { state: "done", words: "0 of 0 systems healthy", status: "unknown" }],
  ])("%j", (check, outcome) => {
    expect(outcomeOf(check)).toEqual(outcome);
  });
});

test("progress counts what is done and what failed", () => {
  const states = ["done", "done", "refused", "open"] as const;
  const work = { name: "Silence", outcomes: new Map(states.map((state, n) => [`c-${n}`, { state, words: "" }])) };

  expect(progress(work)).toBe("Silence: 2 of 4 clients done, 1 failed");
  expect(isBusy(work)).toBe(true);
});

test("all have their turn, a few at once", async () => {
  const order: number[] = [];
  let running = 0;
  let most = 0;

  await inTurns([1, 2, 3, 4, 5], 2, async (item) => {
    order.push(item);
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
  });

  expect(order).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});
