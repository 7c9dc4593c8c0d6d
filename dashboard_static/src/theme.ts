/** Light or dark: the system decides until the reader does. `theme.js` did the same before the first paint. */
import { signal } from "@preact/signals";

export type Theme = "light" | "dark";

const system = matchMedia("(prefers-color-scheme: dark)");
const root = document.documentElement;

export const theme = signal<Theme>(root.dataset["theme"] === "dark" ? "dark" : "light");

export function toggleTheme(): void {
  const next = theme.value === "dark" ? "light" : "dark";
  try {
    localStorage.setItem("theme", next);
  } catch {
    // Storage can be forbidden; the choice then lasts until the page closes.
  }
  show(next);
}

function show(next: Theme): void {
  theme.value = next;
  root.dataset["theme"] = next;
}

function hasChosen(): boolean {
  try {
    return localStorage.getItem("theme") !== null;
  } catch {
    return false;
  }
}

system.addEventListener("change", () => {
  if (!hasChosen()) show(system.matches ? "dark" : "light");
});
