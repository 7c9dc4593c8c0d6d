/** What is done to several clients: a few at a time, each with its own outcome; what failed stays chosen. */
import { effect, signal } from "@preact/signals";
import type { ManualCheck, Status } from "./answers";
import { ApiError, checkNow, loadCheck } from "./api";
import { type SilenceOrder, silence } from "./api_alerts";
import { choose } from "./chosen";
import { count, counted } from "./format";
import { askAgain } from "./polled";
import { endSessionWhenRefused, session } from "./state";
import { STATUSES } from "./status";

const AT_ONCE = 4; // followed once a second, they stay under the ten requests a second of a key
const LOOK_EACH_MS = 1_000;
const MOST_TRIES = 5; // of what the service asks to wait with

export interface Outcome {
  state: "open" | "done" | "refused";
  words: string;
  /** The worst that a check found. */
  status?: Status;
}

export interface Work {
  /** "Silence": what was asked for. */
  name: string;
  /** By client, in the order they were chosen in. */
  outcomes: ReadonlyMap<string, Outcome>;
}

/** The last that was asked for, also while its page is not in view. */
export const work = signal<Work | null>(null);

effect(() => {
  if (session.value === null) work.value = null;
});

export function isBusy(of: Work | null): boolean {
  return [...(of?.outcomes.values() ?? [])].some(({ state }) => state === "open");
}

/** "Silence: 3 of 5 clients done, 1 failed". */
export function progress({ name, outcomes }: Work): string {
  const states = [...outcomes.values()].map(({ state }) => state);
  const failed = states.filter((state) => state === "refused").length;
  const done = states.filter((state) => state === "done").length;
  return `${name}: ${count(done)} of ${counted(states.length, "client")} done${failed > 0 ? `, ${count(failed)} failed` : ""}`;
}

export function checkAll(clientIds: readonly string[]): Promise<void> {
  return doToAll("Check now", clientIds, async (clientId, tell) => {
    let check = await patiently(() => checkNow(clientId));
    let outcome = outcomeOf(check);
    while (outcome.state === "open") {
      tell(outcome);
      await pause(LOOK_EACH_MS);
      check = await patiently(() => loadCheck(clientId, check.check_id));
      outcome = outcomeOf(check);
    }
    return outcome;
  });
}

export async function silenceAll(clientIds: readonly string[], order: SilenceOrder): Promise<void> {
  await doToAll("Silence", clientIds, async (clientId) => {
    await patiently(() => silence({ client_id: clientId, ...order }));
    return { state: "done", words: "Silenced" };
  });
  askAgain("silences");
}

export function outcomeOf(check: ManualCheck): Outcome {
  switch (check.state) {
    case "queued":
      return { state: "open", words: "Queued" };
    case "running":
      return { state: "open", words: "Checking now" };
    case "given_up":
      return { state: "refused", words: "Nobody came to check in five minutes" };
    case "finished": {
      const found = check.findings.map(({ status }) => status);
      const well = found.filter((status) => status === "healthy").length;
      const status = STATUSES.find((each) => found.some((one) => one === each)) as Status | undefined;
      return { state: "done", words: `${count(well)} of ${counted(found.length, "system")} healthy`, status: status ?? "unknown" };
    }
  }
}

type Tell = (outcome: Outcome) => void;

/** One thing at a time: while one is under way, another one is not begun. */
async function doToAll(
  name: string,
  clientIds: readonly string[],
  each: (clientId: string, tell: Tell) => Promise<Outcome>,
): Promise<void> {
  if (isBusy(work.peek())) return;
  work.value = { name, outcomes: new Map(clientIds.map((id) => [id, { state: "open", words: "Waiting" }])) };
  await inTurns(clientIds, AT_ONCE, async (clientId) => {
    if (session.peek() === null) return;
    const tell: Tell = (outcome) => note(clientId, outcome);
    const outcome = await each(clientId, tell).catch(refused);
    tell(outcome);
    if (outcome.state === "done") choose([clientId], false);
  });
}

function note(clientId: string, outcome: Outcome): void {
  const before = work.peek();
  if (before !== null) work.value = { ...before, outcomes: new Map(before.outcomes).set(clientId, outcome) };
}

function refused(error: unknown): Outcome {
  if (!(error instanceof ApiError)) throw error;
  endSessionWhenRefused(error);
  return { state: "refused", words: error.message };
}

/** All of them, in their order, so many at once. */
export async function inTurns<Item>(
  items: readonly Item[],
  atOnce: number,
  each: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const turn = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await each(item);
  };
  await Promise.all(Array.from({ length: atOnce }, turn));
}

/** A service that asks for fewer requests is asked again when it says. */
async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 429 || tries === MOST_TRIES) throw error;
      await pause(error.retryAfterMs ?? LOOK_EACH_MS);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
