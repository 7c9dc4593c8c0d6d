/** The days of a system as one control: pointed at or walked with the arrow keys, a day opens. */
import { useRef, useState } from "preact/hooks";
import { type Day, LEVEL_WORDS, summary } from "../days";
import { dayName } from "../format";
import { DayBars } from "./day_bars";

interface DayStripProps {
  name: string;
  days: readonly Day[];
  step: number;
  /** The day that is open. */
  chosen: string | null;
  onOpen: (date: string) => void;
}

export function DayStrip({ name, days, step, chosen, onOpen }: DayStripProps) {
  const strip = useRef<HTMLButtonElement>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const shown = pointed === null ? null : days[pointed];
  const under = (event: MouseEvent) => {
    const box = strip.current?.getBoundingClientRect();
    return box === undefined ? 0 : within(days, Math.floor(((event.clientX - box.left) / box.width) * days.length));
  };
  const walk = (event: KeyboardEvent) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (way === undefined) return;
    event.preventDefault();
    setPointed(within(days, (pointed ?? start(days, chosen)) + way));
  };
  const open = (event: MouseEvent) => {
    const index = event.detail === 0 ? (pointed ?? start(days, chosen)) : under(event); // 0: by a key
    const day = days[index];
    if (day !== undefined) onOpen(day.date);
  };
  return (
    <span class="relative inline-flex max-w-full">
      <button
        ref={strip}
        type="button"
        class="flex min-h-6 max-w-full items-center"
        aria-label={`Days of ${name}. ${shown ? spoken(shown) : summary(days)}`}
        onClick={open}
        onKeyDown={walk}
        onPointerMove={(event) => setPointed(under(event))}
        onPointerLeave={() => setPointed(null)}
        onBlur={() => setPointed(null)}
      >
        <span aria-hidden="true" class="max-w-full">
          <DayBars days={days} step={step} />
        </span>
      </button>
      {shown && (
        <span
          class="pointer-events-none absolute bottom-full z-[1] -translate-x-1/2 rounded-md border border-line bg-card px-2 py-0.5 text-xs whitespace-nowrap shadow-sm"
          style={{ left: `${Math.min(80, Math.max(20, (((pointed ?? 0) + 0.5) / days.length) * 100))}%` }}
          aria-hidden="true"
        >
          {spoken(shown)}
        </span>
      )}
    </span>
  );
}

function spoken(day: Day): string {
  return `${dayName(day.date)}: ${LEVEL_WORDS[day.level].toLowerCase()}`;
}

function within(days: readonly Day[], index: number): number {
  return Math.min(days.length - 1, Math.max(0, index));
}

/** Where the keys begin: at the open day, else at the newest one with an outage, else at the newest. */
function start(days: readonly Day[], chosen: string | null): number {
  const open = days.findIndex((day) => day.date === chosen);
  if (open >= 0) return open;
  const bad = days.findLastIndex((day) => day.level === "outage");
  return bad >= 0 ? bad : days.length - 1;
}
