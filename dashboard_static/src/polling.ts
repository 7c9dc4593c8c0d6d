/** When to ask again. Pure: `step` takes the time and a random number, and gives the next state. */

export interface Failure {
  /** HTTP status; null when no answer came. */
  status: number | null;
  code: string;
  /** Our own words, fit to show. */
  message: string;
  retryAfterMs: number | null;
}

export interface Polling {
  paused: boolean;
  hidden: boolean;
  loading: boolean;
  failures: number;
  failure: Failure | null;
  failedAt: number | null;
  lastGoodAt: number | null;
  /** When the next request is due; null while one runs. Only looked at when neither paused nor hidden. */
  dueAt: number | null;
}

export type PollingEvent =
  | { kind: "asked" } // by a person, or at the start: also while paused
  | { kind: "due" }
  | { kind: "answered" }
  | { kind: "failed"; failure: Failure }
  | { kind: "paused" }
  | { kind: "resumed" }
  | { kind: "returned" } // into view: what is not due yet need not be asked for
  | { kind: "hidden" }
  | { kind: "shown" };

export interface Moment {
  now: number;
  /** In [0, 1): spreads the pages of many readers. */
  random: number;
  refreshMs: number;
}

export const LONGEST_BACKOFF_MS = 5 * 60_000;
const JITTER = 0.1;

export const atRest: Polling = {
  paused: false,
  hidden: false,
  loading: false,
  failures: 0,
  failure: null,
  failedAt: null,
  lastGoodAt: null,
  dueAt: null,
};

export function step(polling: Polling, event: PollingEvent, moment: Moment): Polling {
  switch (event.kind) {
    case "asked":
      return started(polling);
    case "due":
      return polling.paused || polling.hidden ? polling : started(polling);
    case "answered":
      return {
        ...polling,
        loading: false,
        failures: 0,
        failure: null,
        failedAt: null,
        lastGoodAt: moment.now,
        dueAt: moment.now + refreshDelay(moment),
      };
    case "failed":
      return afterFailure(polling, event.failure, moment);
    case "paused":
      return { ...polling, paused: true };
    case "resumed":
      return askedBack({ ...polling, paused: false }, moment);
    case "returned": {
      const back = { ...polling, paused: false };
      return (back.dueAt ?? 0) > moment.now ? back : askedBack(back, moment);
    }
    case "hidden":
      return { ...polling, hidden: true };
    case "shown":
      return askedBack({ ...polling, hidden: false }, moment);
  }
}

/** Whether a timer should be running towards `dueAt`. */
export function isWaiting(polling: Polling): boolean {
  return !polling.paused && !polling.hidden && !polling.loading && polling.dueAt !== null;
}

function started(polling: Polling): Polling {
  return { ...polling, loading: true, dueAt: null };
}

/** Somebody looks again: ask at once, unless the service asked for patience that is not over. */
function askedBack(polling: Polling, moment: Moment): Polling {
  if (polling.paused || polling.hidden || polling.loading) return polling;
  const isTold = polling.failure?.retryAfterMs != null && (polling.dueAt ?? 0) > moment.now;
  return isTold ? polling : started(polling);
}

function afterFailure(polling: Polling, failure: Failure, moment: Moment): Polling {
  const failures = polling.failures + 1;
  return {
    ...polling,
    loading: false,
    failures,
    failure,
    failedAt: moment.now,
    dueAt: moment.now + retryDelay(failures, failure.retryAfterMs, moment),
  };
}

function refreshDelay({ refreshMs, random }: Moment): number {
  return Math.round(refreshMs * (1 - JITTER + 2 * JITTER * random));
}

/** Doubles from the refresh interval up to five minutes; never earlier than the service asked for. */
function retryDelay(failures: number, retryAfterMs: number | null, moment: Moment): number {
  const doubled = refreshDelay(moment) * 2 ** Math.min(failures - 1, 10);
  const backoff = Math.min(doubled, Math.max(LONGEST_BACKOFF_MS, moment.refreshMs));
  return Math.max(backoff, retryAfterMs ?? 0);
}
