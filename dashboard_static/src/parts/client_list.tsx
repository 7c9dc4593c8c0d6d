/** The clients: searched, filtered, sorted, a page at a time. */
import type { ClientRow } from "../answers";
import { filterClients, PAGE_SIZES, PLAIN, type Sort, type SortKey, sortClients, type View, writeView } from "../fleet";
import { count } from "../format";
import { isNarrow } from "../media";
import { formatHash } from "../router";
import { mayChange } from "./action";
import { BulkBar } from "./bulk_bar";
import { ClientRows, RowsMoved, useHeldRows } from "./client_rows";
import { SortChoice } from "./client_sort";
import { DayLegend } from "./day_bars";
import { LineIcon } from "./icons";
import { SaveCsv } from "./save_csv";
import { SearchBox } from "./search_box";
import { StatusChips } from "./status_chips";
import { Switch } from "./switch";

interface ClientListProps {
  rows: readonly ClientRow[];
  view: View;
  isStale: boolean;
  onView: (view: View) => void;
}

export function ClientList({ rows, view, isStale, onView }: ClientListProps) {
  const found = sortClients(filterClients(rows, view), view.sort);
  const lastPage = Math.max(1, Math.ceil(found.length / view.size));
  const page = Math.min(view.page, lastPage);
  const fresh = found.slice((page - 1) * view.size, page * view.size);
  const held = useHeldRows(rows, fresh, writeView({ ...view, page }).toString());
  /** Whatever is asked anew begins at its first page. */
  const ask = (change: Partial<View>) => onView({ ...view, page: 1, ...change });
  const isFiltered = view.statuses.length > 0 || view.text !== "";
  const clear = (
    <button type="button" class="link min-h-6" onClick={() => ask({ statuses: [], text: "" })}>
      Clear search and filters
    </button>
  );
  return (
    <>
      <section class="card" aria-label="Clients">
        <div class="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
          <SearchBox text={view.text} onText={(text) => ask({ text })} />
          <StatusChips rows={rows} chosen={view.statuses} onChoose={(statuses) => ask({ statuses })} />
          {(isNarrow.value || view.isHeatmap) && <SortChoice sort={view.sort} onSort={(sort) => ask({ sort })} />}
          {isFiltered && found.length > 0 && (
            <p class="flex items-center gap-2 text-sm text-dim">
              {count(found.length)} of {count(rows.length)}
              {clear}
            </p>
          )}
          <RowsMoved held={held} />
          <div class="ml-auto flex flex-wrap gap-2">
          <ShapeSwitch view={view} />
          <SaveCsv rows={found} />
        </div>
        </div>
        {held.rows.length === 0 ? (
          <p class="border-t border-line px-4 py-8 text-center text-dim">No client matches. {clear}</p>
        ) : (
          <ClientRows held={held} isHeatmap={view.isHeatmap} sort={view.sort} isStale={isStale} isChoosing={mayChange()} onSort={(key) => ask({ sort: nextSort(view.sort, key) })} />
        )}
        <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-t border-line px-4 py-3">
          <DayLegend />
          {found.length > PAGE_SIZES[0] && <Pager view={{ ...view, page }} total={found.length} onView={onView} />}
        </div>
      </section>
      {mayChange() && <BulkBar rows={rows} found={found} />}
    </>
  );
}

function ShapeSwitch({ view }: { view: View }) {
  const links = [false, true].map((isHeatmap) => ({
    href: formatHash({ name: "clients" }, writeView({ ...view, isHeatmap })),
    text: isHeatmap ? "Days" : "List",
    isChosen: view.isHeatmap === isHeatmap,
  }));
  return <Switch label="Shape of the list" links={links} />;
}

/** The same heading again turns the order around; the worst first is where every column starts from. */
function nextSort(sort: Sort, key: SortKey): Sort {
  return { key, isReversed: sort.key === key && !sort.isReversed };
}

function Pager({ view, total, onView }: { view: View; total: number; onView: (view: View) => void }) {
  const { page, size } = view;
  const first = (page - 1) * size + 1;
  const last = Math.min(total, page * size);
  return (
    <nav class="print-hidden flex flex-wrap items-center gap-2" aria-label="Pages of clients">
      <p class="mr-1 text-sm text-dim">
        {count(first)}–{count(last)} of {count(total)}
      </p>
      <button type="button" class="button" disabled={page === 1} onClick={() => onView({ ...view, page: page - 1 })}>
        <LineIcon name="back" size={12} /> Previous
      </button>
      <button type="button" class="button" disabled={last === total} onClick={() => onView({ ...view, page: page + 1 })}>
        Next <LineIcon name="forward" size={12} />
      </button>
      <select
        class="field"
        aria-label="Clients on a page"
        value={String(size)}
        onChange={(event) => onView({ ...view, page: PLAIN.page, size: Number(event.currentTarget.value) })}
      >
        {PAGE_SIZES.map((each) => (
          <option key={each} value={String(each)}>
            {each} a page
          </option>
        ))}
      </select>
    </nav>
  );
}
