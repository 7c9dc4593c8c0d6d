/** Uptime over four spans, each named, and what the chosen one is made of. */
import type { Figures, History } from "../answers";
import { duration, NONE, rate, responseTime, uptime } from "../format";
import { budgetWords, policyWords, type Range, RANGE_WORDS, RANGES } from "../history";
import { Part } from "./part";
import { useHistory } from "./use_history";

interface UptimeWindowsProps {
  clientId: string;
  chosen: Range;
  hrefOf: (range: Range) => string;
}

export function UptimeWindows({ clientId, chosen, hrefOf }: UptimeWindowsProps) {
  const history = useHistory(clientId, chosen);
  return (
    <section class="card mb-4 overflow-hidden" aria-labelledby="uptime">
      <h2 id="uptime" class="sr-only">
        Uptime
      </h2>
      <div class="grid grid-cols-[repeat(2,minmax(0,1fr))] gap-px border-b border-line bg-line sm:grid-cols-[repeat(4,minmax(0,1fr))]">
        {RANGES.map((range) => (
          <Window key={range} clientId={clientId} range={range} href={hrefOf(range)} isChosen={range === chosen} />
        ))}
      </div>
      <div class="px-4 py-3.5">
        <Part poller={history} what="the history" place="h-24">
          {(answer) => <Composition history={answer} />}
        </Part>
      </div>
    </section>
  );
}

interface WindowProps {
  clientId: string;
  range: Range;
  href: string;
  isChosen: boolean;
}

function Window({ clientId, range, href, isChosen }: WindowProps) {
  const history = useHistory(clientId, range).data.value;
  const figures = history?.client.figures;
  const percent = figures?.uptime_percentage ?? null;
  const isUnder = history != null && percent !== null && percent < history.service_level.uptime_target_percentage;
  return (
    <a
      href={href}
      aria-current={isChosen ? "true" : undefined}
      class="block bg-card px-4 py-3 -outline-offset-2 hover:bg-page aria-[current]:bg-accent-wash aria-[current]:shadow-[inset_0_-3px_0_var(--accent)]"
    >
      <span class="block text-sm text-dim">Uptime, {RANGE_WORDS[range]}</span>
      <span class={`block text-xl leading-8 font-bold tracking-tight ${isUnder ? "text-down-ink" : ""}`}>
        {uptime(percent)}
      </span>
      <span class="block text-xs text-faint">
        {figures == null ? NONE : <Behind figures={figures} points={history?.client.trend.uptime_points ?? null} />}
      </span>
    </a>
  );
}

/** How much of the time stands behind the figure, and the same figure of the span before. */
function Behind({ figures, points }: { figures: Figures; points: number | null }) {
  if (figures.coverage_percentage === null) return <>nothing measured</>;
  const change = points === null ? "" : ` · ${points > 0 ? "+" : points < 0 ? "−" : "±"}${Math.abs(points)} pt vs before`;
  return (
    <>
      {rate(figures.coverage_percentage)} of it measured{change}
    </>
  );
}

function Composition({ history }: { history: History }) {
  const { figures } = history.client;
  return (
    <>
      <dl class="grid grid-cols-[repeat(2,minmax(0,1fr))] gap-x-6 gap-y-3 sm:grid-cols-[repeat(3,minmax(0,1fr))] lg:grid-cols-[repeat(6,minmax(0,1fr))]">
        {factsOf(figures).map(([name, value, note]) => (
          <div key={name} class="min-w-0">
            <dt class="text-xs text-faint">{name}</dt>
            <dd>
              {value}
              {note !== null && <span class="block text-xs text-dim">{note}</span>}
            </dd>
          </div>
        ))}
      </dl>
      <p class="mt-3 text-xs text-faint">
        {policyWords(history.service_level)}. Days of {history.time_zone}. Percentiles are at most 5 % off.
      </p>
    </>
  );
}

type Fact = readonly [name: string, value: string, note: string | null];

function factsOf(figures: Figures): Fact[] {
  const budget = figures.error_budget_left_seconds;
  const isDisputed = figures.is_claim_disputed === true;
  return [
    ["Outages", String(figures.outages), figures.outages === 0 ? null : `${lasting(figures.downtime_seconds)} down`],
    ["To recover, mean", lasting(figures.mean_seconds_to_recover), null],
    ["Between failures, mean", lasting(figures.mean_seconds_between_failures), null],
    ["Error budget", budget === null ? NONE : budgetWords(budget), null],
    [
      "Response p50 · p95 · p99",
      [figures.p50_response_ms, figures.p95_response_ms, figures.p99_response_ms].map(responseTime).join(" · "),
      null,
    ],
    [
      "Claimed by the client",
      uptime(figures.claimed_uptime_percentage),
      isDisputed ? "more than a point off what we measured" : null,
    ],
  ];
}

function lasting(seconds: number | null): string {
  return seconds === null ? NONE : duration(seconds * 1_000);
}
