/** A part of a page with an answer of its own: its shape while it loads, and its failure, beside what is kept. */
import type { ComponentChildren } from "preact";
import { clockTime } from "../format";
import type { Poller } from "../poller";

interface PartProps<T> {
  poller: Poller<T>;
  /** What could not be loaded: "the history". */
  what: string;
  /** A class that keeps the place of what will come: "h-40". */
  place: string;
  children: (answer: T) => ComponentChildren;
}

export function Part<T>({ poller, what, place, children }: PartProps<T>) {
  const answer = poller.data.value;
  const { failure, failedAt, loading } = poller.polling.value;
  return (
    <>
      {failure !== null && failedAt !== null && (
        <p class="mb-3 text-sm text-degraded-ink">
          Could not load {what} at {clockTime(failedAt)}: {failure.message}.{" "}
          <button
            type="button"
            class="min-h-6 font-bold underline"
            disabled={loading}
            onClick={() => poller.send({ kind: "asked" })}
          >
            Try now
          </button>
        </p>
      )}
      {answer !== null && children(answer)}
      {answer === null && failure === null && <div class={`skeleton ${place}`} aria-busy="true" />}
    </>
  );
}
