/** A client's alerts in the words of the page. Pure. */
import type { ClientAlerts } from "./answers";
import type { Shown } from "./status";

type Alert = ClientAlerts["alerts"][number];
type Step = ClientAlerts["transitions"][number];
export type Phase = Alert["phase"];

/** The shape and colour that a phase shares with a status. */
export const PHASE_STATUS: Record<Phase, Shown> = {
  firing: "down",
  recovering: "degraded",
  pending: "degraded",
  no_data: "unknown",
  ok: "healthy",
};
export const PHASE_WORDS: Record<Phase, string> = {
  firing: "Firing",
  recovering: "Recovering",
  pending: "Pending",
  no_data: "No data",
  ok: "Calm",
};

const MUTE_WORDS: Record<NonNullable<Alert["muted_by"]>, string> = {
  silence: "it is silenced",
  maintenance: "work is planned",
  suspect_poller: "our own watching is in doubt",
  dependency: "the client is down, which is told already",
  outside_active_hours: "these are not the hours of its rule",
};

export const CAUSE_WORDS: Record<Step["cause"], string> = {
  broken: "the rule is broken",
  held: "broken for as long as the rule wants",
  kept: "the rule is kept again",
  recovered: "kept for as long as the rule wants",
  no_data: "nothing is known any more",
  data_back: "something is known again",
  rule_removed: "the rule was removed",
  subject_removed: "the system is gone",
  deactivated: "the client was deactivated",
};

/** Why nobody is told for now; null where somebody would be. */
export function muteWords(alert: Alert): string | null {
  return alert.muted_by === null ? null : `Nobody is told: ${MUTE_WORDS[alert.muted_by]}`;
}

/** The rule in words and what it is about: "Lead Processing: Status is down". */
export function subjectOf({ title, rule_id: ruleId, system_name: system }: Pick<Alert, "title" | "rule_id" | "system_name">): string {
  const rule = title ?? `A removed rule (${ruleId})`;
  return system === null ? rule : `${system}: ${rule}`;
}
