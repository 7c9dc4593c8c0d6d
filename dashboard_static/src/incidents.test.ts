import { describe, expect, test } from "vitest";
import type { Backtest, Incident, IncidentDetail, Rule } from "./answers";
import * as incidents from "./incidents";

function anIncident(over: Partial<Incident> = {}): Incident {
  return {
    incident_id: "i-1",
    client_name: "Cedar Accounting",
    title: "Status is down",
    severity: "critical",
    opened_at: "2026-11-23T13:30:00Z",
    acknowledged_at: null,
    sla_minutes_lost: null,
    money_lost: null,
    currency: null,
    ...over,
  } as Incident;
}

test("what nobody knows of comes first, then what is urgent, then what is old", () => {
  const known = anIncident({ incident_id: "known", acknowledged_at: "2026-11-23T13:40:00Z" });
  const mild = anIncident({ incident_id: "mild", severity: "warning", opened_at: "2026-11-22T13:30:00Z" });
  const fresh = anIncident({ incident_id: "fresh" });
  const old = anIncident({ incident_id: "old", opened_at: "2026-11-23T09:00:00Z" });

  const order = incidents.byNeed([known, mild, fresh, old]).map((incident) => incident.incident_id);

  expect(order).toEqual(["old", "fresh", "mild", "known"]);
});

describe("what an incident cost", () => {
  test.each([
    [{}, null],
    [{ sla_minutes_lost: 64 }, "1\u00a0h\u00a04\u00a0min of service lost"],
    [{ sla_minutes_lost: 23, money_lost: 187.5, currency: "USD" }, "23\u00a0min of service lost, about $187.50 lost"],
  ])("%o", (over, words) => {
    expect(incidents.costWords(anIncident(over))).toBe(words);
  });
});

test("a story is text that can be pasted into a chat", () => {
  const timeline = [
    { at: "2026-11-23T13:30:00Z", kind: "opened", text: "Incident opened", alert_id: null, by: null },
    { at: "2026-11-23T14:12:00Z", kind: "note", text: "Called the provider", alert_id: null, by: "Dana" },
  ] as const;
  const incident = { ...anIncident({ sla_minutes_lost: 64 }), alerts: [], timeline } as unknown as IncidentDetail;

  const lines = incidents.storyOf(incident).split("\n");

  expect(lines[0]).toBe("Cedar Accounting: Status is down");
  expect(lines[1]).toBe("1\u00a0h\u00a04\u00a0min of service lost");
  expect(lines[4]).toMatch(/Note: Called the provider \(Dana\)$/);
});

test("a rule says when, whom and how often it tells", () => {
  const rule = {
    for_minutes: 10,
    channels: ["email", "slack"],
    systems: ["*"],
    repeat_every_minutes: 240,
  } as unknown as Rule;

  expect(incidents.ruleWords(rule)).toBe("after 10\u00a0min · email, slack · each system · again every 4\u00a0h");
});

describe("what a draft would have done", () => {
  const tried = {
    period_start: "2026-10-24T00:00:00Z",
    period_end: "2026-11-23T00:00:00Z",
    fired: 3,
    minutes: 102,
    real_incidents_told: null,
    real_incidents_missed: null,
    false_alarms: null,
  } as Backtest;

  test.each([
    [{ fired: 0, minutes: 0 }, "Would not have fired in the last 30 days."],
    [{}, "Would have fired 3 times in the last 30 days, 1\u00a0h\u00a042\u00a0min in all."],
    [
      { real_incidents_told: 1, real_incidents_missed: 1, false_alarms: 2 },
      "Would have fired 3 times in the last 30 days, 1\u00a0h\u00a042\u00a0min in all; of 2 real incidents it tells 1, and 2 times of none.",
    ],
  ])("%o", (over, words) => {
    expect(incidents.backtestWords({ ...tried, ...over })).toBe(words);
  });
});
