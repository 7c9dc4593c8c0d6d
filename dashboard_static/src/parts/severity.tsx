/** How urgent something is, as shape, word and colour together. */
import type { Severity } from "../answers";
import { SEVERITY_STATUS, SEVERITY_WORDS } from "../incidents";
import { StatusIcon } from "./icons";

const COLOURS: Record<Severity, string> = {
  critical: "bg-down-wash text-down-ink",
  warning: "bg-degraded-wash text-degraded-ink",
  info: "bg-unknown-wash text-unknown-ink",
};

export function SeverityPill({ severity, isOver = false }: { severity: Severity; isOver?: boolean }) {
  const colours = isOver ? "border border-line text-dim" : COLOURS[severity];
  return (
    <span class={`inline-flex items-center gap-1.5 rounded-full py-0.5 pr-2.5 pl-1.5 text-xs whitespace-nowrap ${colours}`}>
      <StatusIcon status={isOver ? "healthy" : SEVERITY_STATUS[severity]} size={12} />
      {isOver ? "Resolved" : SEVERITY_WORDS[severity]}
    </span>
  );
}
