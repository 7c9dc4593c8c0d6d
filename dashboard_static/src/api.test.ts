import { afterEach, expect, test, vi } from "vitest";
import type { Summary } from "./answers";
import { loadClient, loadSummary } from "./api";

const access = { baseUrl: "", key: "em_secret" };

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

  const summary = await loadSummary(access);

  expect(summary.clients.map((row) => row.client_id)).toEqual(["a", "b"]);
  expect(fetch.mock.calls.map(([url]) => url)).toEqual([
    "/api/dashboard/summary",
    "/api/dashboard/summary?cursor=x%2F1",
  ]);
});

test("the key goes in the header and nowhere else", async () => {
  const fetch = answering(json({}));

  await loadClient(access, "a b");

  const [url, init] = fetch.mock.calls[0]!;
  expect(url).toBe("/api/client/a%20b/details");
  expect(init.headers).toEqual({ Accept: "application/json", Authorization: "Bearer em_secret" });
});

test("a key that no header can carry is refused like a wrong one", async () => {
  const fetch = answering();

  await expect(loadSummary({ ...access, key: "clé" })).rejects.toMatchObject({ status: 401 });
  expect(fetch).not.toHaveBeenCalled();
});

test("a refusal is told in our words, with the service's code and patience", async () => {
  const body = { error: { code: "unavailable", message: "<b>inner text</b>", field: null, request_id: "r" } };
  answering(json(body, { status: 503, headers: { "Retry-After": "120" } }));

  await expect(loadSummary(access)).rejects.toMatchObject({
    status: 503,
    code: "unavailable",
    message: "the service answered 503",
    retryAfterMs: 120_000,
  });
});

test("an error page that is no JSON is still an error with its status", async () => {
  answering(new Response("<html>Bad gateway</html>", { status: 502 }));

  await expect(loadSummary(access)).rejects.toMatchObject({ status: 502, code: "error" });
});

test("an answer that is no JSON is an error", async () => {
  answering(new Response("<html>A portal</html>"));

  await expect(loadSummary(access)).rejects.toMatchObject({ code: "unreadable" });
});

test("no answer at all has no status", async () => {
  vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("Failed to fetch")));

  await expect(loadSummary(access)).rejects.toMatchObject({ status: null, code: "unavailable" });
});
