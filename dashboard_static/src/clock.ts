/** The only reader of the time. Ages are measured against the service's clock, not a laptop's. */
import { signal } from "@preact/signals";

const TOLERATED_SKEW_MS = 30_000; // a Date header has whole seconds, and answers take some to arrive
let skewMs = 0;

export function currentTime(): number {
  return Date.now() + skewMs;
}

/** Called with each answer's Date header; an absent or unreadable one changes nothing. */
export function noteServerTime(header: string | null): void {
  const server = header === null ? NaN : Date.parse(header);
  if (Number.isNaN(server)) return;
  const skew = server - Date.now();
  skewMs = Math.abs(skew) > TOLERATED_SKEW_MS ? skew : 0;
}

/** The present, a second at a time, while somebody can see it. */
export const now = signal(currentTime());

function tick(): void {
  if (!document.hidden) now.value = currentTime();
}

setInterval(tick, 1_000);
document.addEventListener("visibilitychange", tick);
