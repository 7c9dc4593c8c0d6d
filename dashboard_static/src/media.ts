/** Widths at which the page changes shape. Only the layout in use is rendered. */
import { type ReadonlySignal, signal } from "@preact/signals";

function matches(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const isMatching = signal(list.matches);
  list.addEventListener("change", () => {
    isMatching.value = list.matches;
  });
  return isMatching;
}

/** Too narrow for a table of clients: cards instead. */
export const isNarrow = matches("(max-width: 1119px)");
/** Too narrow for a table of systems with ninety days each. */
export const isMedium = matches("(max-width: 1279px)");
/** A phone, or not much wider: the header keeps only what is used all the time, and the pages are under the thumb. */
export const isPhone = matches("(max-width: 859px)");
