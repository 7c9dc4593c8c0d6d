/** The clients that somebody has chosen to do something to; kept over pages and filters. */
import { effect, signal } from "@preact/signals";
import { session } from "./state";

export const chosen = signal<ReadonlySet<string>>(new Set());

export function choose(clientIds: readonly string[], isChosen: boolean): void {
  const next = new Set(chosen.peek());
  for (const id of clientIds) isChosen ? next.add(id) : next.delete(id);
  chosen.value = next;
}

effect(() => {
  if (session.value === null) chosen.value = new Set();
});
