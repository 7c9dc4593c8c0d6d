/** Keys without Ctrl or Alt that do something. They can be switched off: WCAG 2.1.4, for who speaks or slips. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

const STORED = "shortcuts";

export const areShortcutsOn = signal(stored() !== "off");
export const isHelpOpen = signal(false);

export function switchShortcuts(isOn: boolean): void {
  areShortcutsOn.value = isOn;
  try {
    localStorage.setItem(STORED, isOn ? "on" : "off");
  } catch {
    // Storage can be forbidden; the choice then lasts until the page closes.
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

const offered = new Map<string, () => void>();

/** What a key does while the part that offers it is in view. */
export function useShortcut(key: string, action: () => void): void {
  useEffect(() => {
    offered.set(key, action);
    return () => {
      if (offered.get(key) === action) offered.delete(key);
    };
  });
}

/** After `g`, a letter names a page. */
export const PLACES: Readonly<Record<string, { hash: string; name: string }>> = {
  o: { hash: "#/", name: "Overview" },
  c: { hash: "#/clients", name: "Clients" },
  i: { hash: "#/incidents", name: "Incidents" },
  r: { hash: "#/reports", name: "Reports" },
  s: { hash: "#/settings", name: "Settings" },
};

const WAIT_MS = 1_500; // between `g` and its letter
const ROWS = "[data-client], [data-incident], [data-attention]";

let wentAt = -WAIT_MS;

/** For every key pressed anywhere on the page. */
export function onKey(event: KeyboardEvent): void {
  if (!areShortcutsOn.peek() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]") !== null) return;
  const place = event.timeStamp - wentAt < WAIT_MS ? PLACES[event.key] : undefined;
  wentAt = event.key === "g" ? event.timeStamp : -WAIT_MS;
  if (place !== undefined) location.hash = place.hash;
  else if (event.key === "j") focusRow(1);
  else if (event.key === "k") focusRow(-1);
  else if (event.key === "?") isHelpOpen.value = true;
  else if (offered.has(event.key)) offered.get(event.key)?.();
  else if (event.key === "/") searchElsewhere();
  else return;
  event.preventDefault();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

let isSearchAwaited = false;

/** A page without a search leads to the one that has it. */
function searchElsewhere(): void {
  isSearchAwaited = true;
  location.hash = "#/clients";
}

/** True once, for the search that opens because of it. */
export function takeAwaitedSearch(): boolean {
  const wasAwaited = isSearchAwaited;
  isSearchAwaited = false;
  return wasAwaited;
}

function focusedRow(): Element | null {
  return document.activeElement?.closest(ROWS) ?? null;
}

/** Whose row has the focus; null outside of rows of clients. */
export function focusedClient(): string | null {
  const row = focusedRow();
  return row?.getAttribute("data-client") ?? row?.getAttribute("data-attention") ?? null;
}

/** Enter opens what is focused: the first link of a row is what the row is about. */
function focusRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll(ROWS)];
  const row = focusedRow();
  const place = row === null ? 0 : rows.indexOf(row) + step;
  rows[Math.min(Math.max(place, 0), rows.length - 1)]?.querySelector("a")?.focus();
}
