/** One day of one system: its outages with their causes, and how much was checked. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { History, Outage } from "../answers";
import { shifted } from "../days";
import { count, counted, dayName, duration, momentOf, NONE, responseTime, uptime } from "../format";
import { outagesOf, reasonWords } from "../history";
import { LineIcon } from "./icons";
import { Part } from "./part";
import { useDayHistory } from "./use_history";

interface DayPanelProps {
  clientId: string;
  system: string;
  date: string;
  /** The last day that there may be. */
  last: string;
  hrefOf: (date: string | null) => string;
}

export function DayPanel({ clientId, system, date, last, hrefOf }: DayPanelProps) {
  const history = useDayHistory(clientId, date, system);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: "nearest" });
  }, [date, system]);
  return (
    <section class="rounded-b-xl border-t border-line bg-page px-4 py-3.5" aria-labelledby="day">
      <div class="mb-3 flex flex-wrap items-center gap-2">
        <h3 id="day" ref={heading} tabIndex={-1} class="mr-auto font-bold outline-none">
          {system}, {dayName(date, true)}
        </h3>
        <a href={hrefOf(shifted(date, -1))} class="button" aria-label={`Day before, ${dayName(shifted(date, -1))}`}>
          <LineIcon name="back" size={12} /> Day before
        </a>
        {date < last && (
          <a href={hrefOf(shifted(date, 1))} class="button" aria-label={`Day after, ${dayName(shifted(date, 1))}`}>
            Day after <LineIcon name="forward" size={12} />
          </a>
        )}
        <a href={hrefOf(null)} class="button">
          Close
        </a>
      </div>
      <Part poller={history} what="this day" place="h-20">
        {(answer) => <Told history={answer} />}
      </Part>
    </section>
  );
}

function Told({ history }: { history: History }) {
  const figures = (history.systems.find((each) => each.name === history.points_of) ?? history.client).figures;
  const failed = Object.entries(figures.reasons).filter(([code]) => code !== "ok" && code !== "degraded");
  const facts: readonly (readonly [string, string])[] = [
    ["Uptime", uptime(figures.uptime_percentage)],
    ["Measured", figures.coverage_percentage === null ? NONE : `${uptime(figures.coverage_percentage)} of the day`],
    ["Checks made", count(figures.checks)],
    ["Failed", failed.length === 0 ? "none" : failed.map(([code, times]) => `${times} × ${reasonWords(code)}`).join(", ")],
    ["Failures that a retry absorbed", count(figures.absorbed_retries)],
    ["Response p50 · p95", [figures.p50_response_ms, figures.p95_response_ms].map(responseTime).join(" · ")],
  ];
  return (
    <>
      <dl class="mb-3 grid grid-cols-[repeat(2,minmax(0,1fr))] gap-x-6 gap-y-2 sm:grid-cols-[repeat(3,minmax(0,1fr))] lg:grid-cols-[repeat(6,minmax(0,1fr))]">
        {facts.map(([name, value]) => (
          <div key={name} class="min-w-0">
            <dt class="text-xs text-faint">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Outages outages={outagesOf(history)} zone={history.time_zone} />
      {history.suspect_minutes.length > 0 && (
        <p class="mt-2 text-sm text-dim">
          Our own checks were in doubt for {counted(history.suspect_minutes.length, "minute")}:{" "}
          {history.suspect_minutes.map(({ at }) => momentOf(Date.parse(at), true, history.time_zone, false)).join(", ")}.
        </p>
      )}
      <p class="mt-2 text-xs text-faint">Times of this day in {history.time_zone}.</p>
    </>
  );
}

function Outages({ outages, zone }: { outages: readonly Outage[]; zone: string }) {
  if (outages.length === 0) return <p class="text-sm text-dim">No outage on this day.</p>;
  return (
    <ul class="divide-y divide-line border-y border-line text-sm">
      {outages.map((outage) => (
        <li key={outage.start} class="flex flex-wrap gap-x-4 py-1.5">
          <span class="min-w-28">
            {momentOf(Date.parse(outage.start), true, zone, false)}–
            {outage.is_over ? momentOf(Date.parse(outage.end), true, zone, false) : "no recovery seen"}
          </span>
          <span class="min-w-20">{duration(outage.duration_seconds * 1_000)}</span>
          <span class={outage.is_planned ? "text-maintenance-ink" : "text-down-ink"}>
            {reasonWords(outage.reason)}
            {outage.is_planned && ", in maintenance"}
          </span>
        </li>
      ))}
    </ul>
  );
}
