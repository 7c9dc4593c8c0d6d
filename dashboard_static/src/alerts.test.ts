import { expect, test } from "vitest";
import { muteWords, subjectOf } from "./alerts";
import type { ClientAlerts } from "./answers";

const ALERT: ClientAlerts["alerts"][number] = {
  alert_id: "rule-1.0123",
  rule_id: "rule-1",
  title: "Status is down",
  system_name: null,
  phase: "firing",
  since: "2025-01-15T12:00:00Z",
  value: 2,
  peak: 2,
  muted_by: null,
  told_at: null,
  told_channels: [],
  acknowledged_at: null,
  acknowledged_by: null,
  is_flapping: false,
  incident_id: null,
};

test("an alert is told by its rule and its system", () => {
  expect(subjectOf(ALERT)).toBe("Status is down");
  expect(subjectOf({ ...ALERT, system_name: "CRM" })).toBe("CRM: Status is down");
});

test("a rule that was removed is named by its id", () => {
  expect(subjectOf({ ...ALERT, title: null })).toBe("A removed rule (rule-1)");
});

test("why nobody is told is said only where somebody would be told else", () => {
  expect(muteWords(ALERT)).toBeNull();
  expect(muteWords({ ...ALERT, muted_by: "maintenance" })).toBe("Nobody is told: work is planned");
});
