/** The only place that talks to the service. */
import type { ClientDetails, HealthCheck, History, ManualCheck, PerformanceMetrics, SignedIn, SparklineList, Summary, SystemTrends } from "./answers";
import { noteServerTime } from "./clock";
import type { Failure } from "./polling";

const TIMEOUT_MS = 20_000;
/** A page of another site cannot send this header, so its requests change nothing. */
const CHANGES = { "Content-Type": "application/json", "X-Entelech": "1" };
const MOST_PAGES = 50; // a cursor that never ends must not keep a browser busy

export class ApiError extends Error implements Failure {
  constructor(
    readonly status: number | null,
    readonly code: string,
    message: string,
    readonly retryAfterMs: number | null = null,
    /** What of a change the service refuses; null where it names nothing. */
    readonly field: string | null = null,
  ) {
    super(message);
  }
}

/** Exchanges a key for a session: the browser keeps its cookie, and no script can read it. */
export function signIn(key: string): Promise<SignedIn> {
  return answered<SignedIn>("/api/session", { method: "POST", body: JSON.stringify({ api_key: key }) });
}

/** Who is signed in; null for nobody. */
export async function loadSession(): Promise<SignedIn | null> {
  const response = await sent("/api/session", {});
  if (response.status === 401) return null; // of another time, or signed with another key
  if (!response.ok) throw await refusal(response);
  return response.status === 204 ? null : ((await response.json()) as SignedIn);
}

export async function signOut(): Promise<void> {
  const response = await sent("/api/session", { method: "DELETE" });
  if (!response.ok) throw await refusal(response);
}

/** Every page of the summary in one answer, so that counts and rows speak of the same clients. */
export async function loadSummary(): Promise<Summary> {
  const first = await answered<Summary>("/api/dashboard/summary");
  const clients = [...first.clients];
  let cursor = first.next_cursor;
  for (let page = 1; cursor !== null && page < MOST_PAGES; page += 1) {
    const next = await answered<Summary>(`/api/dashboard/summary?cursor=${encodeURIComponent(cursor)}`);
    clients.push(...next.clients);
    cursor = next.next_cursor;
  }
  return { ...first, clients, next_cursor: cursor };
}

export function loadClient(clientId: string): Promise<ClientDetails> {
  return answered<ClientDetails>(`/api/client/${encodeURIComponent(clientId)}/details`);
}

/** At most a hundred ids. */
export function loadSparklines(clientIds: readonly string[]): Promise<SparklineList> {
  return answered<SparklineList>(`/api/sparklines?client_ids=${clientIds.map(encodeURIComponent).join(",")}`);
}

/** `asked` is a timeframe, or a day of the client's calendar; points are of one system or of all. */
export function loadHistory(
  clientId: string,
  asked: { timeframe: string } | { day: string },
  system?: string,
): Promise<History> {
  const query = new URLSearchParams(asked);
  if (system !== undefined) query.set("system", system);
  return answered<History>(`/api/clients/${encodeURIComponent(clientId)}/history?${query}`);
}

/** The last complete days of the fleet, at most 365. */
export function loadTrends(days: number): Promise<SystemTrends> {
  return answered<SystemTrends>(`/api/system/trends?days=${days}`);
}

/** What a client's automations did, over the last 24 hours or so many complete days. */
export function loadMetrics(clientId: string, timeframe: string): Promise<PerformanceMetrics> {
  return answered<PerformanceMetrics>(`/api/clients/${encodeURIComponent(clientId)}/metrics?timeframe=${timeframe}`);
}

/** Whether the product itself works. */
export function loadHealthCheck(): Promise<HealthCheck> {
  return answered<HealthCheck>("/api/health-check");
}

/** Checks a client's systems at once; what is found counts nowhere. */
export function checkNow(clientId: string): Promise<ManualCheck> {
  return changed<ManualCheck>("POST", checksOf(clientId));
}

export function loadCheck(clientId: string, checkId: string): Promise<ManualCheck> {
  return answered<ManualCheck>(`${checksOf(clientId)}/${encodeURIComponent(checkId)}`);
}

function checksOf(clientId: string): string {
  return `/api/clients/${encodeURIComponent(clientId)}/checks`;
}

/** Changes something. What the service refuses it says in its own words, made to be shown. */
export async function changed<Answer>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: object): Promise<Answer> {
  const response = await sent(path, { method, ...(body && { body: JSON.stringify(body) }) });
  if (!response.ok) throw await refusal(response, { isChange: true });
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

export async function answered<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await sent(path, init);
  noteServerTime(response.headers.get("date"));
  if (!response.ok) throw await refusal(response);
  try {
    return (await response.json()) as Answer;
  } catch {
    throw new ApiError(response.status, "unreadable", "the answer could not be read");
  }
}

async function sent(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, {
      ...init,
      headers: { Accept: "application/json", ...(init.method && CHANGES) },
      cache: "no-cache", // ask each time, but let an ETag save the body
      credentials: "same-origin",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    const isLate = error instanceof DOMException && error.name === "TimeoutError";
    throw new ApiError(null, "unavailable", isLate ? "no answer in time" : "no connection to the service");
  }
}

interface ErrorBody {
  error?: { code?: string; message?: string; field?: string | null };
}

async function refusal(response: Response, { isChange = false } = {}): Promise<ApiError> {
  const { error = {} } = ((await response.json().catch(() => null)) ?? {}) as ErrorBody;
  const retryAfterMs = retryAfter(response.headers.get("retry-after"));
  const isTheirs = isChange && [400, 404, 409, 413, 422].includes(response.status) && error.message !== undefined;
  const message = isTheirs ? theirWords(error) : wording(response.status);
  return new ApiError(response.status, error.code ?? "error", message, retryAfterMs, isTheirs ? (error.field ?? null) : null);
}

function theirWords({ message = "", field }: NonNullable<ErrorBody["error"]>): string {
  return field == null || message.includes(field) ? message : `${field}: ${message}`;
}

function wording(status: number): string {
  if (status === 403) return "you may not do this";
  if (status === 404) return "there is no such thing";
  if (status === 429) return "the service asks for fewer requests (429)";
  return `the service answered ${status}`;
}

/** Seconds or a date, as RFC 9110 §10.2.3 has it. */
function retryAfter(header: string | null): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}
