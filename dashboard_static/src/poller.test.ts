import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "./api";
import { Poller } from "./poller";

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0.5);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function aPoller(load: () => Promise<number>, isPaused = false) {
  return new Poller<number>({ load, refreshMs: 30_000, isPaused });
}

function setHidden(isHidden: boolean) {
  vi.spyOn(document, "hidden", "get").mockReturnValue(isHidden);
  document.dispatchEvent(new Event("visibilitychange"));
}

test("a poller asks again and again, and shows the latest answer", async () => {
  let asked = 0;
  const poller = aPoller(async () => (asked += 1));

  poller.send({ kind: "asked" });
  await vi.advanceTimersByTimeAsync(60_000);

  expect(poller.data.value).toBe(3); // at 0, 30 and 60 s
  poller.close();
});

test("a failure keeps the answer before it", async () => {
  const answers = [async () => 1, async () => Promise.reject(new ApiError(503, "unavailable", "x"))];
  const poller = aPoller(() => answers.shift()!());

  poller.send({ kind: "asked" });
  await vi.advanceTimersByTimeAsync(30_000);

  expect(poller.data.value).toBe(1);
  expect(poller.polling.value.failure?.status).toBe(503);
  poller.close();
});

test("an answer that cannot be used is a failure, and the next one is asked for", async () => {
  vi.spyOn(console, "error").mockReturnValue();
  const answers = [async () => Promise.reject(new TypeError("no clients")), async () => 2];
  const poller = aPoller(() => answers.shift()!());

  poller.send({ kind: "asked" });
  await vi.advanceTimersByTimeAsync(0);
  expect(poller.polling.value.failure?.code).toBe("unusable");

  await vi.advanceTimersByTimeAsync(30_000);
  expect(poller.data.value).toBe(2);
  poller.close();
});

test("a hidden page asks nothing, and asks once when it is back", async () => {
  let asked = 0;
  const poller = aPoller(async () => (asked += 1));
  poller.send({ kind: "asked" });
  await vi.advanceTimersByTimeAsync(0);

  setHidden(true);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toBe(1);

  setHidden(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toBe(2);
  poller.close();
});

test("a closed poller neither asks nor takes an answer that comes late", async () => {
  let answer: (value: number) => void = () => {};
  const poller = aPoller(() => new Promise((resolve) => (answer = resolve)));
  poller.send({ kind: "asked" });

  poller.close();
  answer(1);
  await vi.advanceTimersByTimeAsync(60_000);

  expect(poller.data.value).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
});
