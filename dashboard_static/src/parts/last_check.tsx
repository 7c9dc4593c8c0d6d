/**
 * The age of the last check, marked when three of them should have come since. Late is measured at the
 * page's last good answer: a page that cannot refresh says nothing about the checks.
 */
import { current } from "../state";
import { Ago } from "./times";

const LATE_AFTER_INTERVALS = 3;

export function LastCheck({ at, intervalMinutes }: { at: string | null; intervalMinutes: number }) {
  const limit = LATE_AFTER_INTERVALS * intervalMinutes * 60_000;
  const seenAt = current.value?.polling.value.lastGoodAt ?? null;
  const isLate = at !== null && seenAt !== null && seenAt - Date.parse(at) > limit;
  return (
    <span class={isLate ? "font-bold text-degraded-ink" : "text-dim"}>
      <Ago at={at} />
    </span>
  );
}
