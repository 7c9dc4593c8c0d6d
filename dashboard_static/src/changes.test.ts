import { expect, test } from "vitest";
import { describeChanges, type NamedStatus } from "./changes";

const all = (status: NamedStatus["status"], ...ids: string[]): NamedStatus[] =>
  ids.map((id) => ({ id, name: id.toUpperCase(), status }));

test("an answer that changes no status says nothing", () => {
  expect(describeChanges(all("down", "a", "b"), all("down", "b", "a"))).toBeNull();
});

test("a change is told by name and new status", () => {
  expect(describeChanges(all("healthy", "a", "b"), [...all("down", "a"), ...all("degraded", "b")])).toBe(
    "A is down, B is degraded.",
  );
  expect(describeChanges(all("down", "a"), all("healthy", "a"))).toBe("A is healthy again.");
});

test("many changes are one short sentence", () => {
  expect(describeChanges(all("healthy", "a", "b", "c", "d", "e"), all("unknown", "a", "b", "c", "d", "e"))).toBe(
    "A has no data, B has no data, C has no data, 2 others changed.",
  );
});

test("a client that came or went is no change of status", () => {
  expect(describeChanges(all("healthy", "a"), all("down", "b"))).toBeNull();
});
