/** The clients: searched, filtered, sorted, fifty at a time, as a table or as cards. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { ClientRow } from "../answers";
import {
  countMoved,
  filterClients,
  heldOrder,
  PAGE_SIZE,
  type Sort,
  type SortKey,
  sortClients,
  type View,
  writeView,
} from "../fleet";
import { count, counted } from "../format";
import { isNarrow } from "../media";
import { wantSparks } from "../sparks";
import { ClientCards } from "./client_cards";
import { ClientTable } from "./client_table";
import { DayLegend } from "./day_bars";
import { LineIcon } from "./icons";
import { SearchBox } from "./search_box";

interface ClientListProps {
  rows: readonly ClientRow[];
  view: View;
  isStale: boolean;
  onView: (view: View) => void;
}

export function ClientList({ rows, view, isStale, onView }: ClientListProps) {
  const found = sortClients(filterClients(rows, view), view.sort);
  const lastPage = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
  const page = Math.min(view.page, lastPage);
  const fresh = found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const held = useHeldRows(rows, fresh, writeView({ ...view, page }).toString());
  useEffect(() => wantSparks(held.rows.map((row) => row.client_id)), [held.rows]);
  const isFiltered = view.statuses.length > 0 || view.text !== "";
  const sortBy = (key: SortKey) => onView({ ...view, page: 1, sort: nextSort(view.sort, key) });
  const List = isNarrow.value ? ClientCards : ClientTable;
  return (
    <section class="card" aria-labelledby="clients">
      <div class="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
        <h2 id="clients" class="font-bold">
          Clients
        </h2>
        <SearchBox text={view.text} onText={(text) => onView({ ...view, text, page: 1 })} />
        {isFiltered && (
          <p class="flex items-center gap-2 text-sm text-dim">
            {count(found.length)} of {count(rows.length)}
            <button
              type="button"
              class="link min-h-6"
              onClick={() => onView({ ...view, statuses: [], text: "", page: 1 })}
            >
              Clear search and filters
            </button>
          </p>
        )}
        {held.moved > 0 && (
          <p class="ml-auto flex items-center gap-2 text-sm text-dim">
            {counted(held.moved, "row")} changed place.
            <button type="button" class="link min-h-6" onClick={held.release}>
              Sort again
            </button>
          </p>
        )}
      </div>
      {held.rows.length === 0 ? (
        <p class="border-t border-line px-4 py-8 text-center text-dim">No client matches.</p>
      ) : (
        <div {...held.watch}>
          <List rows={held.rows} sort={view.sort} isStale={isStale} onSort={sortBy} />
        </div>
      )}
      <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-t border-line px-4 py-3">
        <DayLegend />
        {lastPage > 1 && (
          <Pager page={page} total={found.length} onPage={(next) => onView({ ...view, page: next })} />
        )}
      </div>
    </section>
  );
}

/** The same heading again turns the order around; the worst first is where every column starts from. */
function nextSort(sort: Sort, key: SortKey): Sort {
  return sort.key === key ? { key, isReversed: !sort.isReversed } : { key, isReversed: false };
}

/**
 * Keeps the order of the rows while the pointer or the focus is among them, so that nothing moves away
 * under a click. Values go on changing in place. Another search, filter, sort or page starts afresh.
 */
function useHeldRows(all: readonly ClientRow[], fresh: readonly ClientRow[], question: string) {
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const [, setReleased] = useState(0);
  const shown = useRef<{ question: string; ids: readonly string[] } | null>(null);

  const freshIds = fresh.map((row) => row.client_id);
  const isHeld = (isPointed || isFocused) && shown.current?.question === question;
  const ids = isHeld ? (shown.current?.ids ?? freshIds) : freshIds;
  shown.current = { question, ids };

  return {
    rows: isHeld ? heldOrder(ids, all) : fresh,
    moved: isHeld ? countMoved(ids, freshIds) : 0,
    release: () => {
      shown.current = null;
      setReleased((times) => times + 1);
    },
    watch: {
      onPointerEnter: (event: PointerEvent) => setPointed(event.pointerType === "mouse"),
      onPointerLeave: () => setPointed(false),
      onFocusIn: () => setFocused(true),
      onFocusOut: (event: FocusEvent) =>
        setFocused((event.currentTarget as Element).contains(event.relatedTarget as Node | null)),
    },
  };
}

function Pager({ page, total, onPage }: { page: number; total: number; onPage: (page: number) => void }) {
  const first = (page - 1) * PAGE_SIZE + 1;
  const last = Math.min(total, page * PAGE_SIZE);
  return (
    <nav class="print-hidden flex items-center gap-2" aria-label="Pages of clients">
      <p class="mr-1 text-sm text-dim">
        {count(first)}–{count(last)} of {count(total)}
      </p>
      <button type="button" class="button" disabled={page === 1} onClick={() => onPage(page - 1)}>
        <LineIcon name="back" size={12} /> Previous
      </button>
      <button type="button" class="button" disabled={last === total} onClick={() => onPage(page + 1)}>
        Next <LineIcon name="forward" size={12} />
      </button>
    </nav>
  );
}
