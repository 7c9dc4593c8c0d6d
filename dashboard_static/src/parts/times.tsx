/** Ages and lengths that keep themselves current: only their text changes each second, not the row. */
import { useComputed } from "@preact/signals";
import { now } from "../clock";
import { age, duration, exactTime, NONE } from "../format";

/** "3 min ago", with the exact time and zone on hover. */
export function Ago({ at }: { at: string | null }) {
  return at === null ? <>{NONE}</> : <Ticking key={at} at={at} words={age} />;
}

/** "1 h 4 min": how long something has lasted. */
export function Lasting({ since }: { since: string | null }) {
  return since === null ? <>{NONE}</> : <Ticking key={since} at={since} words={duration} />;
}

function Ticking({ at, words }: { at: string; words: (ms: number) => string }) {
  const moment = Date.parse(at);
  const text = useComputed(() => words(now.value - moment));
  return (
    <time dateTime={at} title={exactTime(moment)} class="whitespace-nowrap">
      {text}
    </time>
  );
}
