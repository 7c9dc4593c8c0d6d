/** A status as shape, word and colour together. */
import type { ComponentChildren } from "preact";
import { type Shown, STATUS_WORDS } from "../status";
import { StatusIcon } from "./icons";

export const PILL_COLOURS: Record<Shown, string> = {
  down: "bg-down-wash text-down-ink",
  degraded: "bg-degraded-wash text-degraded-ink",
  unknown: "bg-unknown-wash text-unknown-ink",
  maintenance: "bg-maintenance-wash text-maintenance-ink",
  healthy: "bg-healthy-wash text-healthy-ink",
  inactive: "bg-unknown-wash text-unknown-ink",
};

interface PillProps {
  status: Shown;
  /** What was last seen by a poller that has stopped: shown as an outline, not as a fact. */
  isLastKnown?: boolean;
  children?: ComponentChildren;
}

export function Pill({ status, isLastKnown = false, children }: PillProps) {
  const colours = isLastKnown ? "border border-dashed border-line-strong text-dim" : PILL_COLOURS[status];
  return (
    <span
      class={`inline-flex items-center gap-1.5 rounded-full py-0.5 pr-2.5 pl-1.5 text-xs whitespace-nowrap ${colours}`}
      title={isLastKnown ? "Last known status" : undefined}
    >
      <StatusIcon status={status} size={12} />
      <span>
        {children ?? STATUS_WORDS[status]}
      </span>
    </span>
  );
}
