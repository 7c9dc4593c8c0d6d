import { describe, expect, test } from "vitest";
import type { Rule } from "./answers";
import { changesOf, draftOf, subjectOf } from "./rules";

function aRule(over: Partial<Rule> = {}): Rule {
  return {
    rule_id: "r-1",
    client_id: "cedar-accounting",
    metric_name: "uptime",
    threshold: 95,
    comparison: "less_than",
    alert_type: "email",
    channels: ["email"],
    severity: "critical",
    title: "Uptime below 95 %",
    unit: "percent",
    systems: [],
    tag: null,
    window_minutes: 60,
    clear_threshold: null,
    for_minutes: 2,
    keep_firing_for_minutes: 5,
    min_breaches: 1,
    out_of: 1,
    no_data: "keep",
    no_data_after_minutes: 30,
    active_hours: [],
    description: null,
    runbook_url: "https://runbooks.example/uptime",
    repeat_every_minutes: 240,
    escalate_after_minutes: null,
    escalate_to: [],
    is_enabled: true,
    eval_error_since: null,
    version: 3,
    created_at: "2026-11-01T00:00:00Z",
    updated_at: "2026-11-01T00:00:00Z",
    ...over,
  };
}

test("a rule said anew has all that it says, and nothing that it leaves open", () => {
  expect(draftOf(aRule())).toEqual({
    client_id: "cedar-accounting",
    metric_name: "uptime",
    threshold: 95,
    comparison: "less_than",
    channels: ["email"],
    severity: "critical",
    systems: [],
    window_minutes: 60,
    for_minutes: 2,
    keep_firing_for_minutes: 5,
    min_breaches: 1,
    out_of: 1,
    no_data: "keep",
    no_data_after_minutes: 30,
    runbook_url: "https://runbooks.example/uptime",
    repeat_every_minutes: 240,
  });
});

test("a rule of a tag names no systems", () => {
  const draft = draftOf(aRule({ tag: "eu" }));

  expect(draft.tag).toBe("eu");
  expect(draft).not.toHaveProperty("systems");
});

describe("what has changed", () => {
  test.each([
    [{}, {}],
    [{ threshold: 95, channels: ["email"], systems: [] }, {}],
    [{ threshold: 90, severity: "critical" }, { threshold: 90 }],
    [{ systems: ["*"], tag: undefined }, { systems: ["*"] }],
  ] as const)("of %o is %o", (edits, changes) => {
    expect(changesOf(aRule(), edits)).toEqual(changes);
  });

  test("of a rule of a tag is that it is of the whole client now", () => {
    expect(changesOf(aRule({ tag: "eu" }), { systems: [], tag: undefined })).toEqual({ systems: [] });
  });
});

test.each([
  [{}, "whole"],
  [{ systems: [] }, "whole"],
  [{ systems: ["*"] }, "each"],
  [{ systems: ["Booking"] }, "some"],
  [{ tag: "eu" }, "tag"],
])("a rule with %o is about %s", (draft, subject) => {
  expect(subjectOf(draft)).toBe(subject);
});
