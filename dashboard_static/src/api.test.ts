import { afterEach, expect, test, vi } from "vitest";
import type { Summary } from "./answers";
import { changed, loadClient, loadSession, loadSummary, signIn, signOut } from "./api";

afterEach(() => vi.unstubAllGlobals());

function answering(...answers: Response[]) {
  const fetch = vi.fn(async (_url: string, _init: RequestInit) => answers.shift()!);
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

const json = (body: unknown, init: ResponseInit = {}) => new Response(JSON.stringify(body), init);
const page = (ids: string[], next_cursor: string | null) =>
  json({ clients: ids.map((client_id) => ({ client_id })), next_cursor } as unknown as Summary);

test("the summary is every page of it", async () => {
  const fetch = answering(page(["a"], "x/1"), page(["b"], null));

  const summary = await loadSummary();

  expect(summary.clients.map((row) => row.client_id)).toEqual(["a", "b"]);
  expect(fetch.mock.calls.map(([url]) => url)).toEqual([
    "/api/dashboard/summary",
    "/api/dashboard/summary?cursor=x%2F1",
  ]);
});

test("the key goes into the body of one request, with the header that no other site can send", async () => {
  const fetch = answering(json({ role: "viewer" }), json({}));

  await signIn("em_secret");
  await loadClient("a b");

  const [[signInUrl, signInInit], [url, init]] = fetch.mock.calls as [[string, RequestInit], [string, RequestInit]];
  expect(signInUrl).toBe("/api/session");
  expect(signInInit.method).toBe("POST");
  expect(signInInit.headers).toMatchObject({ "X-Entelech": "1", "Content-Type": "application/json" });
  expect(signInInit.body).toBe('{"api_key":"em_secret"}');
  expect(url).toBe("/api/client/a%20b/details");
  expect(init.headers).toEqual({ Accept: "application/json" });
  expect(init.credentials).toBe("same-origin");
});

test.each([
  ["is nobody, and no failure", new Response(null, { status: 204 })],
  ["is nobody once the session has ended", json({}, { status: 401 })],
])("who is signed in %s", async (_, answer) => {
  answering(answer);

  expect(await loadSession()).toBeNull();
});

test("signing out asks the service to end the session", async () => {
  const fetch = answering(new Response(null, { status: 204 }));

  await signOut();

  const [url, init] = fetch.mock.calls[0]!;
  expect([url, init.method]).toEqual(["/api/session", "DELETE"]);
  expect(init.headers).toMatchObject({ "X-Entelech": "1" });
});

test("a session that could not be ended is not ended", async () => {
  answering(json({}, { status: 503 }));

  await expect(signOut()).rejects.toMatchObject({ status: 503 });
});

test("a refusal is told in our words, with the service's code and patience", async () => {
  const body = { error: { code: "unavailable", message: "<b>inner text</b>", field: null, request_id: "r" } };
  answering(json(body, { status: 503, headers: { "Retry-After": "120" } }));

  await expect(loadSummary()).rejects.toMatchObject({
    status: 503,
    code: "unavailable",
    message: "the service answered 503",
    retryAfterMs: 120_000,
  });
});

test("a refusal of a change is told in the service's words, with the field that it names", async () => {
  const error = { code: "invalid", message: "url: expected an https:// URL", field: "url", request_id: "r" };
  answering(json({ error }, { status: 422 }), json({ error }, { status: 503 }));

  await expect(changed("PATCH", "/api/channels/slack", {})).rejects.toMatchObject({ field: "url", message: error.message });
  await expect(changed("PATCH", "/api/channels/slack", {})).rejects.toMatchObject({ field: null });
});

test("an error page that is no JSON is still an error with its status", async () => {
  answering(new Response("<html>Bad gateway</html>", { status: 502 }));

  await expect(loadSummary()).rejects.toMatchObject({ status: 502, code: "error" });
});

test("an answer that is no JSON is an error", async () => {
  answering(new Response("<html>A portal</html>"));

  await expect(loadSummary()).rejects.toMatchObject({ code: "unreadable" });
});

test("no answer at all has no status", async () => {
  vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("Failed to fetch")));

  await expect(loadSummary()).rejects.toMatchObject({ status: null, code: "unavailable" });
});
