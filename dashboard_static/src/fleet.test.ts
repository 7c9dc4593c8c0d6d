import { describe, expect, test } from "vitest";
import type { ClientRow } from "./answers";
import { aClient } from "./a_client";
import * as fleet from "./fleet";

const names = (rows: readonly ClientRow[]) => rows.map((row) => row.client_name);
const noCounts = { down: 0, degraded: 0, unknown: 0, maintenance: 0, healthy: 0 };

describe("the verdict is one line", () => {
  test.each([
    [{ ...noCounts, down: 1, degraded: 3, unknown: 1, healthy: 43 }, "1 client is down, 3 degraded"],
    [{ ...noCounts, down: 2, healthy: 10 }, "2 clients are down"],
    [{ ...noCounts, degraded: 1, healthy: 11 }, "1 client is degraded"],
    [{ ...noCounts, unknown: 2, healthy: 10 }, "2 clients have no data"],
    [{ ...noCounts, unknown: 12 }, "Waiting for the first checks"],
    [{ ...noCounts, maintenance: 1, healthy: 11 }, "11 clients are healthy, 1 in maintenance"],
    [{ ...noCounts, maintenance: 2 }, "2 clients are in maintenance"],
    [{ ...noCounts, healthy: 12 }, "All 12 clients are healthy"],
    [{ ...noCounts, healthy: 1 }, "The one client is healthy"],
    [noCounts, "No clients yet"],
  ])("%o", (counts, said) => {
    expect(fleet.verdict(counts)).toBe(said);
  });
});

test("a client in maintenance counts as that, whatever its checks find", () => {
  const rows = [aClient(), aClient({ is_in_maintenance: true, overall_status: "down" })];

  expect(fleet.countStatuses(rows)).toEqual({ ...noCounts, maintenance: 1, healthy: 1 });
});

test("clients in maintenance stand behind those that somebody must look at", () => {
  const rows = [
    aClient({ client_name: "Planned", is_in_maintenance: true, overall_status: "down" }),
    aClient({ client_name: "Slow", overall_status: "degraded" }),
    aClient({ client_name: "Well" }),
  ];

  expect(names(fleet.sortClients(rows, fleet.WORST_FIRST))).toEqual(["Slow", "Planned", "Well"]);
});

test("inactive clients count as nothing", () => {
  const rows = [aClient(), aClient({ is_active: false, overall_status: "down" })];

  expect(fleet.countStatuses(rows)).toEqual({ ...noCounts, healthy: 1 });
});

test("the longest outage is the oldest one of an active client", () => {
  const rows = [
    aClient({ overall_status: "down", status_since: "2026-11-23T14:00:00Z" }),
    aClient({ overall_status: "down", status_since: "2026-11-23T13:28:00Z" }),
    aClient({ overall_status: "down", status_since: null }),
    aClient({ overall_status: "down", status_since: "2026-11-01T00:00:00Z", is_active: false }),
    aClient({ overall_status: "degraded", status_since: "2026-11-02T00:00:00Z" }),
  ];

  expect(fleet.longestSince(rows, "down")).toBe("2026-11-23T13:28:00Z");
  expect(fleet.longestSince(rows, "unknown")).toBeNull();
});

describe("filtering", () => {
  const rows = [
    aClient({ client_name: "Café Müller", client_id: "cm-1", industry: "Hospitality" }),
    aClient({ client_name: "TNT Dental", client_id: "tnt-2", industry: null, overall_status: "down" }),
    aClient({ client_name: "Old Dental", client_id: "old-3", is_active: false, overall_status: "down" }),
  ];

  test.each([
    ["dental", ["TNT Dental", "Old Dental"]],
    ["DENTAL tnt", ["TNT Dental"]],
    ["cafe muller", ["Café Müller"]],
    ["hospital", ["Café Müller"]],
    ["tnt-2", ["TNT Dental"]],
    ["  ", ["Café Müller", "TNT Dental", "Old Dental"]],
    ["nothing", []],
  ])("by %s", (text, found) => {
    expect(names(fleet.filterClients(rows, { statuses: [], text }))).toEqual(found);
  });

  test("by status leaves out clients that are switched off", () => {
    expect(names(fleet.filterClients(rows, { statuses: ["down"], text: "" }))).toEqual(["TNT Dental"]);
  });
});

describe("sorting", () => {
  const rows = [
    aClient({ client_name: "b", response_time_ms: 300 }),
    aClient({ client_name: "unknown", response_time_ms: null }),
    aClient({ client_name: "A", response_time_ms: 100 }),
    aClient({ client_name: "c", response_time_ms: 300 }),
  ];

  test("by status is the order of the service", () => {
    expect(names(fleet.sortClients(rows, fleet.WORST_FIRST))).toEqual(["b", "unknown", "A", "c"]);
  });

  test("by name ignores case", () => {
    expect(names(fleet.sortClients(rows, { key: "client", isReversed: false }))).toEqual(["A", "b", "c", "unknown"]);
  });

  test("puts unknown values last in both directions, and keeps ties in order", () => {
    const key = "response";

    expect(names(fleet.sortClients(rows, { key, isReversed: false }))).toEqual(["A", "b", "c", "unknown"]);
    expect(names(fleet.sortClients(rows, { key, isReversed: true }))).toEqual(["b", "c", "A", "unknown"]);
  });
});

describe("the view is an address", () => {
  test("that comes back as it was written", () => {
    const address = "status=down%2Cdegraded&q=dental&sort=-uptime&page=2&size=100&view=heatmap";

    expect(fleet.writeView(fleet.readView(new URLSearchParams(address))).toString()).toBe(address);
  });

  test("that is empty for the plain page", () => {
    expect(fleet.writeView(fleet.readView(new URLSearchParams())).toString()).toBe("");
  });

  test("whose unknown words are left out", () => {
    const view = fleet.readView(new URLSearchParams("status=broken,down&sort=colour&page=-3&size=1000&view=pie"));

    expect(view).toEqual({ statuses: ["down"], text: "", sort: fleet.WORST_FIRST, page: 1, size: 50, isHeatmap: false });
  });
});

describe("a held order", () => {
  const [a, c] = ["a", "c"].map((id) => aClient({ client_id: id, client_name: id }));

  test("keeps rows where they were, with their new values", () => {
    const after = [c!, { ...a!, overall_status: "down" as const }];

    expect(fleet.heldOrder(["a", "b", "c"], after)).toEqual([after[1], c]);
  });

  test("counts the rows that would move", () => {
    expect(fleet.countMoved(["a", "b", "c"], ["a", "c", "b"])).toBe(2);
    expect(fleet.countMoved(["a", "b"], ["a", "b"])).toBe(0);
    expect(fleet.countMoved(["a"], ["a", "b"])).toBe(1);
  });
});
