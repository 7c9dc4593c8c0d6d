/** A rule as it is typed, and what of it has changed. Pure. */
import type { Rule } from "./answers";
import { METRIC_CHOICES } from "./incidents";

/** In place of a client's id. */
export const EVERY_CLIENT = "*";

/** A rule that is not saved yet; what is not there is as its metric wants it. */
export interface DraftRule {
  client_id: string;
  metric_name: string;
  comparison: Rule["comparison"];
  threshold: number;
  channels: readonly string[];
  severity: Rule["severity"];
  for_minutes: number;
  /** None: the client as a whole; "*": each of its systems; or their names. */
  systems?: readonly string[] | undefined;
  /** In place of systems. */
  tag?: string | undefined;
  no_data?: Rule["no_data"];
  no_data_after_minutes?: number;
}

export type RuleEdits = Partial<DraftRule>;

export function newRule(clientId: string): DraftRule {
  const { name, comparison, threshold } = METRIC_CHOICES[1];
  return {
    client_id: clientId,
    metric_name: name,
    comparison,
    threshold,
    channels: ["email"],
    severity: "warning",
    for_minutes: 2,
  };
}

/** All that a rule says, as it would be said anew: what it leaves open is not there. */
export function draftOf(rule: Rule): DraftRule {
  const { rule_id, alert_type, title, unit, is_enabled, eval_error_since, version, created_at, updated_at, ...said } = rule;
  const { systems, tag, ...rest } = said;
  const isSaid = ([, value]: [string, unknown]) => value !== null && !(Array.isArray(value) && value.length === 0);
  return {
    ...(Object.fromEntries(Object.entries(rest).filter(isSaid)) as unknown as DraftRule),
    ...(tag === null ? { systems } : { tag }),
  };
}

/** What of the edits is not so already. */
export function changesOf(rule: Rule, edits: RuleEdits): RuleEdits {
  const before = draftOf(rule) as unknown as Record<string, unknown>;
  const changed = Object.entries(edits).filter(
    ([name, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(before[name]),
  );
  return Object.fromEntries(changed) as RuleEdits;
}

export type Subject = "whole" | "each" | "some" | "tag";

/** What of the client a rule is about. */
export function subjectOf({ systems = [], tag }: Pick<DraftRule, "systems" | "tag">): Subject {
  if (tag !== undefined) return "tag";
  if (systems.includes("*")) return "each";
  return systems.length > 0 ? "some" : "whole";
}

export const NO_DATA_WORDS: Record<Rule["no_data"], string> = {
  keep: "stay as it was",
  alert: "tell that nothing is known",
  breach: "count it as broken",
  ok: "count it as well",
};
