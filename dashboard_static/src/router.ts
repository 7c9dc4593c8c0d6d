/** The page is one file on any static host, so the address lives in the hash: `#/clients/tnt?tab=x`. */
import { signal } from "@preact/signals";

export type Page =
  | { name: "overview" }
  | { name: "clients" }
  | { name: "client"; clientId: string }
  | { name: "incidents" }
  | { name: "incident"; incidentId: string }
  | { name: "reports" }
  | { name: "settings" }
  | { name: "wall" }
  | { name: "missing"; path: string };

export interface Route {
  page: Page;
  query: URLSearchParams;
}

export function parseHash(hash: string): Route {
  const [path = "", query = ""] = splitOnce(hash.replace(/^#/, ""), "?");
  return { page: parsePath(path), query: new URLSearchParams(query) };
}

function parsePath(path: string): Page {
  const parts = path.split("/").filter((part) => part !== "");
  if (parts.length === 0) return { name: "overview" };
  const [place = "", id] = [parts[0], parts[1] === undefined ? null : decoded(parts[1])];
  if (parts.length === 1 && isList(place)) return { name: place };
  if (parts.length === 2 && id !== null) {
    if (place === "clients") return { name: "client", clientId: id };
    if (place === "incidents") return { name: "incident", incidentId: id };
  }
  return { name: "missing", path };
}

const LISTS = ["clients", "incidents", "reports", "settings", "wall"] as const;

function isList(place: string): place is (typeof LISTS)[number] {
  return (LISTS as readonly string[]).includes(place);
}

/** Commas stay readable: `status=down,degraded`. */
export function formatHash(page: Page, query?: URLSearchParams): string {
  const search = query?.toString().replaceAll("%2C", ",") ?? "";
  return `#${formatPath(page)}${search === "" ? "" : `?${search}`}`;
}

function formatPath(page: Page): string {
  switch (page.name) {
    case "overview":
      return "/";
    case "client":
      return `/clients/${encodeURIComponent(page.clientId)}`;
    case "clients":
    case "incidents":
    case "reports":
    case "settings":
    case "wall":
      return `/${page.name}`;
    case "incident":
      return `/incidents/${encodeURIComponent(page.incidentId)}`;
    case "missing":
      return page.path;
  }
}

function splitOnce(text: string, mark: string): string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // a broken percent escape names nothing
  }
}

export const route = signal<Route>(parseHash(location.hash));

addEventListener("hashchange", () => {
  route.value = parseHash(location.hash);
});

/** Changes the query in place: typing in a search box must not fill the history. */
export function replaceQuery(query: URLSearchParams): void {
  const hash = formatHash(route.value.page, query);
  history.replaceState(history.state, "", hash);
  route.value = parseHash(hash);
}
