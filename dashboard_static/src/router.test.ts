import { describe, expect, test } from "vitest";
import { formatHash, type Page, parseHash, replaceQuery, route } from "./router";

describe("a hash names a page", () => {
  test.each<[string, Page]>([
    ["", { name: "overview" }],
    ["#", { name: "overview" }],
    ["#/", { name: "overview" }],
    ["#/?status=down", { name: "overview" }],
    ["#/clients/tnt-limousine-001", { name: "client", clientId: "tnt-limousine-001" }],
    ["#/clients/tnt/?tab=health", { name: "client", clientId: "tnt" }],
    ["#/clients/a%2Fb", { name: "client", clientId: "a/b" }],
    ["#/incidents?state=resolved", { name: "incidents" }],
    ["#/incidents/0m5xq2v40-a1b2c3d4", { name: "incident", incidentId: "0m5xq2v40-a1b2c3d4" }],
    ["#/reports", { name: "reports" }],
    ["#/settings", { name: "settings" }],
    ["#/wall", { name: "wall" }],
    ["#/clients?status=down", { name: "clients" }],
    ["#/clients/%E0%A4%A", { name: "missing", path: "/clients/%E0%A4%A" }],
    ["#/nowhere", { name: "missing", path: "/nowhere" }],
  ])("%s", (hash, page) => {
    expect(parseHash(hash).page).toEqual(page);
  });
});

test("a page and its query make the hash they came from", () => {
  const hash = "#/clients/a%2Fb?status=down,degraded&q=x+y";

  const { page, query } = parseHash(hash);

  expect(formatHash(page, query)).toBe(hash);
});

test("a question mark inside the query stays there", () => {
  expect(parseHash("#/?q=why?").query.get("q")).toBe("why?");
});

test("replacing the query keeps the page and adds nothing to the history", () => {
  const before = history.length;

  replaceQuery(new URLSearchParams({ q: "dental" }));

  expect(location.hash).toBe("#/?q=dental");
  expect(route.value.query.get("q")).toBe("dental");
  expect(history.length).toBe(before);
});
