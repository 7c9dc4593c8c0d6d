/** Incidents and rules in the words of the page. Pure. */
import type { Backtest, Incident, IncidentDetail, Rule, Severity, TimelineEntry } from "./answers";
import { counted, duration, exactTime, money } from "./format";
import type { Shown } from "./status";

/** The shape and colour that a severity shares with a status. */
export const SEVERITY_STATUS: Record<Severity, Shown> = { critical: "down", warning: "degraded", info: "unknown" };
export const SEVERITY_WORDS: Record<Severity, string> = { critical: "Critical", warning: "Warning", info: "Info" };

/** Open ones that nobody has acknowledged first, then the most urgent, then the oldest. */
export function byNeed(incidents: readonly Incident[]): Incident[] {
  const rank = { critical: 0, warning: 1, info: 2 };
  return incidents.toSorted(
    (a, b) =>
      Number(a.acknowledged_at !== null) - Number(b.acknowledged_at !== null) ||
      rank[a.severity] - rank[b.severity] ||
      Date.parse(a.opened_at) - Date.parse(b.opened_at),
  );
}

/** What an incident has cost so far; null where nothing is known. */
export function costWords(incident: Incident): string | null {
  const parts = [
    incident.sla_minutes_lost === null ? null : `${duration(incident.sla_minutes_lost * 60_000)} of service lost`,
    incident.money_lost === null || incident.currency === null
      ? null
      : `about ${money(incident.money_lost, incident.currency)} lost`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(", ");
}

export const ENTRY_WORDS: Record<TimelineEntry["kind"], string> = {
  opened: "Opened",
  reopened: "Reopened",
  fired: "Alert",
  ended: "Alert ended",
  resolved: "Resolved",
  acknowledged: "Acknowledged",
  note: "Note",
  delivery: "Message",
};

/** The story as text, for a chat or a mail. */
export function storyOf(incident: IncidentDetail): string {
  const lines = incident.timeline.map((entry) => {
    const by = entry.by === null ? "" : ` (${entry.by})`;
    return `${exactTime(Date.parse(entry.at))}  ${ENTRY_WORDS[entry.kind]}: ${entry.text}${by}`;
  });
  const cost = costWords(incident);
  return [`${incident.client_name}: ${incident.title}`, ...(cost === null ? [] : [cost]), "", ...lines].join("\n");
}

/** Metrics that a rule can be made of here, with their unit. */
export const METRIC_CHOICES = [
  { name: "status", title: "Status (0 healthy, 1 degraded, 2 down)", unit: "", comparison: "greater_than", threshold: 1 },
  { name: "uptime", title: "Uptime", unit: "%", comparison: "less_than", threshold: 95 },
  { name: "response_time", title: "Response time", unit: "ms", comparison: "greater_than", threshold: 5000 },
  { name: "success_rate", title: "Success rate", unit: "%", comparison: "less_than", threshold: 90 },
  { name: "volume_ratio", title: "Volume against the expected one", unit: "%", comparison: "less_than", threshold: 50 },
  { name: "daily_automations", title: "Automations a day", unit: "runs", comparison: "less_than", threshold: 10 },
  { name: "avg_processing_time", title: "Processing time", unit: "s", comparison: "greater_than", threshold: 60 },
  { name: "cost_savings", title: "Cost savings a day", unit: "the client's currency", comparison: "less_than", threshold: 100 },
  { name: "time_saved_hours", title: "Hours saved a day", unit: "hours", comparison: "less_than", threshold: 1 },
  { name: "error_budget_burn", title: "Error budget burn", unit: "times", comparison: "greater_than", threshold: 6 },
  { name: "tls_days_left", title: "Days left of a certificate", unit: "days", comparison: "less_than", threshold: 14 },
  { name: "heartbeat_age", title: "Age of the last sign of life", unit: "min", comparison: "greater_than", threshold: 60 },
  { name: "data_age", title: "Age of the figures", unit: "min", comparison: "greater_than", threshold: 180 },
] as const satisfies readonly { name: string; title: string; unit: string; comparison: Rule["comparison"]; threshold: number }[];

export const COMPARISON_WORDS: Record<Rule["comparison"], string> = {
  greater_than: "above",
  less_than: "below",
  equals: "equal to",
};

/** "Would have fired 3 times, 42 min in all; …": what a draft would have done. */
export function backtestWords(tried: Backtest): string {
  const days = Math.round((Date.parse(tried.period_end) - Date.parse(tried.period_start)) / 86_400_000);
  const span = `in the last ${counted(days, "day")}`;
  const fired =
    tried.fired === 0
      ? `Would not have fired ${span}`
      : `Would have fired ${counted(tried.fired, "time")} ${span}, ${duration(tried.minutes * 60_000)} in all`;
  if (tried.real_incidents_told === null || tried.real_incidents_missed === null) return `${fired}.`;
  const real = tried.real_incidents_told + tried.real_incidents_missed;
  return `${fired}; of ${counted(real, "real incident")} it tells ${tried.real_incidents_told}, and ${counted(tried.false_alarms ?? 0, "time")} of none.`;
}

/** How long a rule waits and whom it tells: "after 10 min · email, slack". */
export function ruleWords(rule: Rule): string {
  return [
    rule.for_minutes > 0 ? `after ${duration(rule.for_minutes * 60_000)}` : "at once",
    rule.channels.join(", "),
    ...(rule.systems.length > 0 ? [rule.systems.includes("*") ? "each system" : counted(rule.systems.length, "system")] : []),
    ...(rule.repeat_every_minutes === null ? [] : [`again every ${duration(rule.repeat_every_minutes * 60_000)}`]),
  ].join(" · ");
}
