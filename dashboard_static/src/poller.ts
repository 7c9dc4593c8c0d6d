/** Runs the polling machine with real timers and requests. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { ApiError } from "./api";
import { currentTime } from "./clock";
import { atRest, type Failure, isWaiting, type Polling, type PollingEvent, step } from "./polling";

export interface PollerSettings<T> {
  load: () => Promise<T>;
  refreshMs: number;
  isPaused: boolean;
  /** Called with each answer before it is shown, and the one that it replaces. */
  onAnswer?: (answer: T, before: T | null) => void;
  onFailure?: (failure: Failure) => void;
}

export class Poller<T> {
  readonly #data: Signal<T | null> = signal(null);
  readonly #polling: Signal<Polling>;
  readonly #settings: PollerSettings<T>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(settings: PollerSettings<T>) {
    this.#settings = settings;
    this.#polling = signal({ ...atRest, paused: settings.isPaused, hidden: document.hidden });
    document.addEventListener("visibilitychange", this.#onVisibility);
  }

  get data(): ReadonlySignal<T | null> {
    return this.#data;
  }

  get polling(): ReadonlySignal<Polling> {
    return this.#polling;
  }

  send(event: PollingEvent): void {
    if (this.#isClosed) return;
    const { refreshMs } = this.#settings;
    const before = this.#polling.peek();
    const after = step(before, event, { now: currentTime(), random: Math.random(), refreshMs });
    this.#polling.value = after;
    if (after.loading && !before.loading) void this.#load();
    this.#setTimer(after);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#onVisibility);
  }

  #onVisibility = (): void => this.send({ kind: document.hidden ? "hidden" : "shown" });

  #setTimer(polling: Polling): void {
    clearTimeout(this.#timer);
    if (!isWaiting(polling)) return;
    const delay = Math.max(0, (polling.dueAt ?? 0) - currentTime());
    this.#timer = setTimeout(() => this.send({ kind: "due" }), delay);
  }

  async #load(): Promise<void> {
    try {
      const answer = await this.#settings.load();
      if (!this.#isClosed) this.#accept(answer);
    } catch (error) {
      if (!this.#isClosed) this.#refuse(error);
    }
  }

  #accept(answer: T): void {
    this.#settings.onAnswer?.(answer, this.#data.peek());
    this.#data.value = answer;
    this.send({ kind: "answered" });
  }

  #refuse(error: unknown): void {
    const failure = error instanceof ApiError ? error : unusable(error);
    this.send({ kind: "failed", failure });
    this.#settings.onFailure?.(failure);
  }
}

/** A fault of ours must not end the refreshing; it is told to whoever opens the console. */
function unusable(error: unknown): ApiError {
  console.error(error);
  return new ApiError(null, "unusable", "the answer could not be used");
}
