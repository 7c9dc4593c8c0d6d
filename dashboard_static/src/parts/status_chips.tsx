/** How many clients are in which status; a count shows those that it counts. */
import type { ClientRow } from "../answers";
import { countStatuses } from "../fleet";
import { count } from "../format";
import { type Counted, STATUS_WORDS, STATUSES } from "../status";
import { StatusIcon } from "./icons";

interface StatusChipsProps {
  rows: readonly ClientRow[];
  chosen: readonly Counted[];
  onChoose: (statuses: readonly Counted[]) => void;
}

const CHIP =
  "flex min-h-7 items-center gap-1.5 rounded-full border border-line px-2.5 text-sm hover:bg-wash aria-pressed:border-accent aria-pressed:bg-accent-wash";

export function StatusChips({ rows, chosen, onChoose }: StatusChipsProps) {
  const counts = countStatuses(rows);
  const toggle = (status: Counted) =>
    onChoose(chosen.includes(status) ? chosen.filter((other) => other !== status) : [...chosen, status]);
  return (
    <div class="print-hidden flex flex-wrap gap-1.5" role="group" aria-label="Status">
      <button type="button" class={CHIP} aria-pressed={chosen.length === 0} onClick={() => onChoose([])}>
        All <span class="text-dim">{count(rows.length)}</span>
      </button>
      {STATUSES.map((status) => (
        <button key={status} type="button" class={CHIP} aria-pressed={chosen.includes(status)} onClick={() => toggle(status)}>
          <StatusIcon status={status} size={12} />
          {STATUS_WORDS[status]} <span class="text-dim">{count(counts[status])}</span>
        </button>
      ))}
    </div>
  );
}
