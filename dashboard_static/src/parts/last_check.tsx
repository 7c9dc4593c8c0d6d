/** The age of the last check, marked when three of them should have come since. */
import { useComputed } from "@preact/signals";
import { now } from "../clock";
import { Ago } from "./times";

const LATE_AFTER_INTERVALS = 3;

export function LastCheck({ at, intervalMinutes }: { at: string | null; intervalMinutes: number }) {
  const limit = LATE_AFTER_INTERVALS * intervalMinutes * 60_000;
  const colours = useComputed(() =>
    at !== null && now.value - Date.parse(at) > limit ? "font-bold text-degraded-ink" : "text-dim",
  );
  return (
    <span class={colours}>
      <Ago at={at} />
    </span>
  );
}
