/** The last day and month of the clients in a list: asked for when they come into view, kept for a while. */
import { effect, signal } from "@preact/signals";
import type { Sparkline } from "./answers";
import { ApiError, loadSparklines } from "./api";
import { currentTime } from "./clock";
import { endSessionWhenRefused, session } from "./state";

const KEPT_MS = 10 * 60_000; // an hour's figures change once an hour
const MOST_ASKED = 100; // of the service

/** By client. */
export const sparks = signal<ReadonlyMap<string, Sparkline>>(new Map());
const askedAt = new Map<string, number>();

/** Asks for those that are not known, or no longer fresh. What fails is asked for with the next refresh. */
export function wantSparks(clientIds: readonly string[]): void {
  const old = currentTime() - KEPT_MS;
  const wanted = clientIds.filter((id) => (askedAt.get(id) ?? 0) < old);
  for (let first = 0; first < wanted.length; first += MOST_ASKED) {
    void load(wanted.slice(first, first + MOST_ASKED));
  }
}

async function load(clientIds: readonly string[]): Promise<void> {
  for (const id of clientIds) askedAt.set(id, currentTime());
  try {
    const { clients } = await loadSparklines(clientIds);
    sparks.value = new Map([...sparks.value, ...clients.map((spark) => [spark.client_id, spark] as const)]);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    for (const id of clientIds) askedAt.delete(id);
    endSessionWhenRefused(error);
  }
}

effect(() => {
  if (session.value !== null) return;
  askedAt.clear();
  sparks.value = new Map();
});
