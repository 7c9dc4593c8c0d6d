/** What a client's automations did, what that was worth, and how each figure is made. */
import type { PerformanceMetrics } from "../answers";
import { loadMetrics } from "../api";
import { count, counted, money, namedTime, number, rate } from "../format";
import { type Range, RANGE_WORDS, RANGES, readRange } from "../history";
import { Formulas } from "../parts/formulas";
import { Delta, KeyFigure } from "../parts/key_figures";
import { Part } from "../parts/part";
import { Switch } from "../parts/switch";
import { ValueTable } from "../parts/value_table";
import { anomalyWords, directionWords, incompleteWords, processingTime, todayWords } from "../performance";
import { usePolled } from "../polled";
import { formatHash, route } from "../router";
import { now } from "../clock";

const ASKED_EACH = 10; // figures are taken once an hour

export function ClientMetrics({ clientId }: { clientId: string }) {
  const range = readRange(route.value.query.get("range") ?? "30d");
  const metrics = usePolled(`metrics ${clientId} ${range}`, () => loadMetrics(clientId, range), ASKED_EACH);
  return (
    <>
      <div class="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <Switch
          label="Span of the figures"
          links={RANGES.map((each) => ({ href: hrefOf(clientId, each), text: RANGE_WORDS[each], isChosen: each === range }))}
        />
        {metrics.data.value && <Behind metrics={metrics.data.value} />}
      </div>
      <Part poller={metrics} what="the figures" place="h-64">
        {(answer) => <Told metrics={answer} range={range} />}
      </Part>
    </>
  );
}

function hrefOf(clientId: string, range: Range): string {
  return formatHash({ name: "client", clientId }, new URLSearchParams({ tab: "metrics", range }));
}

/** What stands behind the figures. */
function Behind({ metrics }: { metrics: PerformanceMetrics }) {
  return (
    <p class="text-sm text-dim">
      {metrics.data_through === null
        ? "No system has told of its work yet"
        : `Taken at ${namedTime(Date.parse(metrics.data_through), now.peek())}`}
      {` · ${rate(metrics.coverage_percentage)} of the time known · days of ${metrics.time_zone}`}
    </p>
  );
}

function Told({ metrics, range }: { metrics: PerformanceMetrics; range: Range }) {
  return (
    <>
      <Figures metrics={metrics} before={`vs the ${RANGE_WORDS[range]} before`} />
      {metrics.today !== null && <Today metrics={metrics} />}
      <ValueTable metrics={metrics} />
      <Formulas metrics={metrics} />
      <Systems metrics={metrics} />
      <Incomplete metrics={metrics} />
    </>
  );
}

const DIRECTION_WORDS = { improving: "Improving", stable: "Stable", declining: "Declining" };

function Figures({ metrics, before }: { metrics: PerformanceMetrics; before: string }) {
  const { metrics: figures, trends, currency } = metrics;
  const roi = figures.roi_metrics;
  const direction = trends.performance_direction;
  return (
    <section class="card mb-4 overflow-hidden" aria-labelledby="figures">
      <h2 id="figures" class="sr-only">
        Figures
      </h2>
      <dl class="grid grid-cols-[repeat(2,minmax(0,1fr))] gap-px bg-line lg:flex">
        <KeyFigure name="Automations" value={count(figures.total_automations)} note={`${before}, a day`}>
          <Delta value={trends.automation_volume_trend} unit="%" />
        </KeyFigure>
        <KeyFigure name="Success rate" value={rate(figures.success_rate)} note={before}>
          <Delta value={trends.success_rate_trend} unit="pt" />
        </KeyFigure>
        <KeyFigure name="Processing time, mean" value={processingTime(figures.avg_processing_time)} note="a run" />
        <KeyFigure name="Savings, claimed" value={money(figures.cost_savings, currency)} note="by the client's systems" />
        <KeyFigure
          name="Hours saved"
          value={number(roi.time_saved_hours)}
          note={roi.labor_cost_savings === null ? "" : `${money(roi.labor_cost_savings, currency)} of labour`}
        />
        <KeyFigure
          name="More efficient"
          value={roi.efficiency_improvement === null ? "–" : `${number(roi.efficiency_improvement)}\u00a0%`}
          note="says the client, by volume"
        />
      </dl>
      <p class="border-t border-line px-4 py-2.5 text-sm text-dim">
        {direction !== null && <b class="font-bold text-ink">{DIRECTION_WORDS[direction]}: </b>}
        {directionWords(metrics)}.
      </p>
    </section>
  );
}

function Today({ metrics }: { metrics: PerformanceMetrics }) {
  const { today, time_zone: zone } = metrics;
  if (today === null) return null;
  const off = anomalyWords(today);
  return (
    <section class="card mb-4 px-4 py-3.5" aria-labelledby="today">
      <h2 id="today" class="font-bold">
        Today so far
        {off !== null && (
          <span class="ml-2 rounded-full bg-degraded-wash px-2.5 py-0.5 text-xs font-normal text-degraded-ink">{off}</span>
        )}
      </h2>
      <p class="text-dim">
        {todayWords(today, zone)}
        {today.success_rate !== null && ` ${rate(today.success_rate)} succeeded.`}
      </p>
    </section>
  );
}

function Systems({ metrics }: { metrics: PerformanceMetrics }) {
  if (metrics.systems.length === 0) return null;
  return (
    <section class="card mb-4 overflow-hidden" aria-labelledby="by-system">
      <h2 id="by-system" class="px-4 py-3 font-bold">
        By system
      </h2>
      <div class="overflow-x-auto" tabIndex={0} role="region" aria-label="Systems, as a table">
        <table class="w-full border-collapse text-left">
          <thead class="border-y border-line bg-page text-xs text-dim">
            <tr>
              <th scope="col" class="px-2 py-2 first:pl-4 last:pr-4 sm:px-4 font-normal">
                System
              </th>
              {["Automations", "Success", "Processing", "Claimed savings"].map((name) => (
                <th key={name} scope="col" class="px-2 py-2 first:pl-4 last:pr-4 sm:px-4 text-right font-normal whitespace-nowrap">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {metrics.systems.map((system) => (
              <tr key={system.system_name} class="border-b border-line last:border-b-0">
                <th scope="row" class="px-2 py-2 first:pl-4 last:pr-4 sm:px-4 text-left font-normal">
                  {system.system_name}
                </th>
                <td class="px-2 py-2 first:pl-4 last:pr-4 sm:px-4 text-right">{count(system.total_automations)}</td>
                <td class="px-2 py-2 first:pl-4 last:pr-4 sm:px-4 text-right whitespace-nowrap">{rate(system.success_rate)}</td>
                <td class="px-2 py-2 first:pl-4 last:pr-4 sm:px-4 text-right whitespace-nowrap">{processingTime(system.avg_processing_time)}</td>
                <td class="px-2 py-2 first:pl-4 last:pr-4 sm:px-4 text-right whitespace-nowrap">{money(system.cost_savings, metrics.currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Incomplete({ metrics }: { metrics: PerformanceMetrics }) {
  const days = incompleteWords(metrics.incomplete_days);
  if (days.length === 0) return null;
  return (
    <details class="card mb-4 px-4 py-3">
      <summary class="min-h-6 cursor-pointer">{counted(days.length, "day")} without whole figures</summary>
      <ul class="mt-2 text-sm text-dim">
        {days.map((day) => (
          <li key={day}>{day}</li>
        ))}
      </ul>
    </details>
  );
}
