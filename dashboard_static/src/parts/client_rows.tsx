/** Rows of clients, as a table or as cards, which keep their places while somebody is among them. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { ClientRow } from "../answers";
import { countMoved, heldOrder } from "../fleet";
import { counted } from "../format";
import { isNarrow } from "../media";
import { wantSparks } from "../sparks";
import { ClientCards } from "./client_cards";
import { ClientHeatmap } from "./client_heatmap";
import { type ClientRowsProps, ClientTable } from "./client_table";

type HeldRows = ReturnType<typeof useHeldRows>;

interface HeldClientRowsProps extends Omit<ClientRowsProps, "rows"> {
  held: HeldRows;
  isHeatmap?: boolean;
}

export function ClientRows({ held, isHeatmap = false, ...shown }: HeldClientRowsProps) {
  useEffect(() => wantSparks(held.rows.map((row) => row.client_id)), [held.rows]);
  const List = isHeatmap ? ClientHeatmap : isNarrow.value ? ClientCards : ClientTable;
  return (
    <div {...held.watch}>
      <List rows={held.rows} {...shown} />
    </div>
  );
}

/** Stands beside the rows, not among them: a click on it must let go of them. */
export function RowsMoved({ held }: { held: HeldRows }) {
  if (held.moved === 0) return null;
  return (
    <p class="flex items-center gap-2 text-sm text-dim">
      {counted(held.moved, "row")} changed place.
      <button type="button" class="link min-h-6" onClick={held.release}>
        Sort again
      </button>
    </p>
  );
}

/**
 * Keeps the order of the rows while the pointer or the focus is among them, so that nothing moves away
 * under a click. Values go on changing in place. Another search, filter, sort or page starts afresh.
 */
export function useHeldRows(all: readonly ClientRow[], fresh: readonly ClientRow[], question: string) {
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
