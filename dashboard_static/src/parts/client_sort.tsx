/** The order of cards, which have no headings to sort by. */
import { type Sort, SORT_KEYS, type SortKey } from "../fleet";

const WORDS: Record<SortKey, string> = {
  status: "Worst first",
  client: "By name",
  systems: "By systems that work",
  uptime: "By 30-day uptime",
  response: "By response time",
  today: "By automations today",
  success: "By success rate",
  checked: "By last check",
};

export function SortChoice({ sort, onSort }: { sort: Sort; onSort: (sort: Sort) => void }) {
  const label = "Turn the order around";
  return (
    <div class="print-hidden flex gap-2">
      <select
        class="field"
        aria-label="Order"
        value={sort.key}
        onChange={(event) => onSort({ key: event.currentTarget.value as SortKey, isReversed: false })}
      >
        {SORT_KEYS.map((key) => (
          <option key={key} value={key}>
            {WORDS[key]}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="button button-square"
        aria-label={label}
        aria-pressed={sort.isReversed}
        title={label}
        onClick={() => onSort({ ...sort, isReversed: !sort.isReversed })}
      >
        {sort.isReversed ? "↓" : "↑"}
      </button>
    </div>
  );
}
