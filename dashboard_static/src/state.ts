/** What the page knows: who is signed in, what is polled, what was said. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { ClientDetails, ClientRow, SignedIn, Summary } from "./answers";
import * as api from "./api";
import { describeChanges } from "./changes";
import type { Config } from "./config";
import { Poller } from "./poller";
import type { Failure, Polling, PollingEvent } from "./polling";
import { type Page, route } from "./router";

export const config = signal<Config | null>(null);
/** Who is signed in; null for nobody, undefined until the service has said. */
export const session = signal<SignedIn | null | undefined>(undefined);
export const signInNotice = signal<string | null>(null);
export const isPaused = signal(false);
/** How often a reader asked for a refresh at once. */
export const refreshes = signal(0);
/** The one sentence for screen readers: set when statuses changed, and then only. */
export const announcement = signal("");

export const fleet = signal<Poller<Summary> | null>(null);
export const client = signal<{ clientId: string; poller: Poller<ClientDetails> } | null>(null);

interface InView {
  readonly polling: ReadonlySignal<Polling>;
  send: (event: PollingEvent) => void;
}

/** The poller of a page that has no place here; set by the page itself while it is in view. */
export const inView = signal<InView | null>(null);

/** The poller of the page in view: its age and its errors are the ones to show. */
export const current = computed<InView | null>(() => {
  const { page } = route.value;
  if (page.name === "client") return client.value?.poller ?? null;
  return isOfFleet(page) ? fleet.value : inView.value;
});

const KEY_REFUSED = "That key was not accepted";
const SESSION_OVER = "Your session has ended. Sign in again.";

/** Asks whether this browser is signed in already. */
export async function findSession(): Promise<void> {
  try {
    session.value = await api.loadSession();
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
    session.value = null;
    signInNotice.value = `Could not sign in: ${error.message}`;
  }
}

export async function signIn(key: string): Promise<void> {
  signInNotice.value = null;
  try {
    session.value = await api.signIn(key);
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
    signInNotice.value = error.status === 401 ? KEY_REFUSED : `Could not sign in: ${error.message}`;
  }
}

/** Forgets what is on the page only once the service has ended the session. */
export async function signOut(): Promise<void> {
  try {
    await api.signOut();
    leave(null);
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
    announcement.value = `You are still signed in: ${error.message}`;
  }
}

function leave(notice: string | null): void {
  fleet.value?.close();
  client.value?.poller.close();
  fleet.value = null;
  client.value = null;
  session.value = null;
  announcement.value = "";
  signInNotice.value = notice;
}

export function setPaused(paused: boolean): void {
  isPaused.value = paused;
  current.peek()?.send({ kind: paused ? "paused" : "resumed" });
}

export function refreshNow(): void {
  current.peek()?.send({ kind: "asked" });
  refreshes.value += 1;
}

/** Keeps exactly the poller of the visible page running; the fleet's last answer stays for the way back. */
export function followRoute(): () => void {
  return effect(() => {
    const { page } = route.value;
    if (!session.value) return;
    if (page.name === "client") openClient(page.clientId);
    else closeClient();
    if (!isOfFleet(page)) {
      fleet.peek()?.send({ kind: "paused" });
    } else {
      const poller = fleet.peek() ?? openFleet();
      if (poller.polling.peek().lastGoodAt === null) poller.send({ kind: "asked" });
      else if (!isPaused.peek() && poller.polling.peek().paused) poller.send({ kind: "resumed" });
    }
  });
}

/** Whether a page shows every client. */
function isOfFleet(page: Page): boolean {
  return ["overview", "clients", "wall"].includes(page.name);
}

function openFleet(): Poller<Summary> {
  const poller = new Poller<Summary>({
    load: api.loadSummary,
    refreshMs: refreshMs(),
    isPaused: isPaused.peek(),
    onAnswer: (answer, before) => announce(before?.clients ?? null, answer.clients),
    onFailure: endSessionWhenRefused,
  });
  fleet.value = poller;
  return poller;
}

function openClient(clientId: string): void {
  if (client.peek()?.clientId === clientId) return;
  closeClient();
  const poller = new Poller<ClientDetails>({
    load: () => api.loadClient(clientId),
    refreshMs: refreshMs(),
    isPaused: isPaused.peek(),
    onAnswer: (answer, before) => announceClient(before, answer),
    onFailure: endSessionWhenRefused,
  });
  client.value = { clientId, poller };
  poller.send({ kind: "asked" });
}

function closeClient(): void {
  client.peek()?.poller.close();
  client.value = null;
}

function announce(before: readonly ClientRow[] | null, after: readonly ClientRow[]): void {
  if (before === null) return;
  const said = describeChanges(namedStatuses(before), namedStatuses(after));
  if (said !== null) announcement.value = said;
}

function namedStatuses(rows: readonly ClientRow[]) {
  return rows.map((row) => ({ id: row.client_id, name: row.client_name, status: row.overall_status }));
}

function announceClient(before: ClientDetails | null, after: ClientDetails): void {
  if (before === null) return;
  const said = describeChanges(systemStatuses(before), systemStatuses(after));
  if (said !== null) announcement.value = said;
}

function systemStatuses(details: ClientDetails) {
  return details.health.systems.map((system) => ({
    id: system.system_name,
    name: system.system_name,
    status: system.status,
  }));
}

export function endSessionWhenRefused(failure: Failure): void {
  if (failure.status === 401) leave(SESSION_OVER);
}

export function refreshMs(): number {
  return (config.peek()?.refreshSeconds ?? 30) * 1_000;
}
