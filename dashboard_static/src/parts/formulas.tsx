/** How the figures are made, with the numbers that went in, and what the inputs were before. */
import type { PerformanceMetrics } from "../answers";
import { exactTime, money, number } from "../format";
import { formulas } from "../performance";

export function Formulas({ metrics }: { metrics: PerformanceMetrics }) {
  const made = formulas(metrics);
  const before = metrics.value_inputs_before;
  if (made.length === 0 && before.length === 0) return null;
  return (
    <section class="card mb-4 px-4 py-3.5" aria-labelledby="formulas">
      <h2 id="formulas" class="mb-2 font-bold">
        How these are made
      </h2>
      <dl class="space-y-2">
        {made.map(({ name, worked, result }) => (
          <div key={name} class="flex flex-wrap items-baseline justify-between gap-x-6">
            <dt class="text-sm text-dim">{name}</dt>
            <dd>
              {worked} = <b class="font-bold">{result}</b>
            </dd>
          </div>
        ))}
      </dl>
      {before.length > 0 && (
        <ul class="mt-3 text-xs text-faint">
          {before.map(({ until, inputs }) => (
            <li key={until}>
              Until {exactTime(Date.parse(until))}: {money(inputs.hourly_rate, inputs.currency)} an hour,{" "}
              {number(inputs.minutes_saved_per_run)} min a run, {money(inputs.monthly_retainer, inputs.currency)} a month
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
