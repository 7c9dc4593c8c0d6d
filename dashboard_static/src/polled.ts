/** What a part of a page asks for itself: polled while the part is in view, kept for the way back. */
import { effect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Poller } from "./poller";
import { endSessionWhenRefused, inView, isPaused, refreshes, refreshMs, session } from "./state";

const MOST_KEPT = 40;

interface Kept {
  poller: Poller<unknown>;
  /** How many parts in view use it. */
  users: number;
}

const kept = new Map<string, Kept>();

/**
 * The poller of `key`. It asks at most once each `times` refreshes of the page; `load` depends on
 * nothing that is not part of the key.
 */
export function usePolled<T>(key: string, load: () => Promise<T>, times = 1): Poller<T> {
  const entry = kept.get(key) ?? opened(key, load, times);
  useEffect(() => {
    entry.users += 1;
    if (entry.users === 1) comeIntoView(entry.poller);
    return () => {
      entry.users -= 1;
      if (entry.users === 0) entry.poller.send({ kind: "paused" });
    };
  }, [entry]);
  return entry.poller as Poller<T>;
}

/** The same for what a page is about: its age and its errors stand in the header. */
export function useMainPolled<T>(key: string, load: () => Promise<T>): Poller<T> {
  const poller = usePolled(key, load);
  useEffect(() => {
    inView.value = poller;
    return () => {
      if (inView.peek() === poller) inView.value = null;
    };
  }, [poller]);
  return poller;
}

/** A page that is paused asks only for what it has never had. */
function comeIntoView(poller: Poller<unknown>): void {
  if (!isPaused.peek()) poller.send({ kind: "returned" });
  else if (poller.polling.peek().lastGoodAt === null) poller.send({ kind: "asked" });
}

function opened<T>(key: string, load: () => Promise<T>, times: number): Kept {
  forgetOldest();
  const poller = new Poller<unknown>({
    load,
    refreshMs: times * refreshMs(),
    isPaused: true,
    onFailure: endSessionWhenRefused,
  });
  const entry = { poller, users: 0 };
  kept.set(key, entry);
  return entry;
}

function forgetOldest(): void {
  for (const [key, { poller, users }] of kept) {
    if (kept.size < MOST_KEPT) return;
    if (users > 0) continue;
    poller.close();
    kept.delete(key);
  }
}

/** What begins with `prefix` has changed: what is in view asks anew, the rest is forgotten. */
export function askAgain(prefix: string): void {
  for (const [key, { poller, users }] of kept) {
    if (!key.startsWith(prefix)) continue;
    if (users > 0) {
      poller.send({ kind: "asked" });
    } else {
      poller.close();
      kept.delete(key);
    }
  }
}

function tellThoseInView(kind: "asked" | "paused" | "resumed"): void {
  for (const { poller, users } of kept.values()) if (users > 0) poller.send({ kind });
}

effect(() => tellThoseInView(isPaused.value ? "paused" : "resumed"));
effect(() => {
  if (refreshes.value > 0) tellThoseInView("asked");
});
effect(() => {
  if (session.value !== null) return;
  for (const { poller } of kept.values()) poller.close();
  kept.clear();
});
