/** What the work was worth, by what systems claim and by what the client's own inputs give, against the retainer. */
import type { PerformanceMetrics, ValueLine } from "../answers";
import { counted, dayName, money, NONE, number } from "../format";
import { missingInputs } from "../performance";
import { LineIcon } from "./icons";

export function ValueTable({ metrics }: { metrics: PerformanceMetrics }) {
  const { value, currency } = metrics;
  const missing = missingInputs(metrics);
  const others = Object.entries(metrics.cost_savings_in_other_currencies);
  return (
    <section class="card mb-4" aria-labelledby="value">
      <h2 id="value" class="px-4 py-3 font-bold">
        What it was worth
      </h2>
      <div class="overflow-x-auto" tabIndex={0} role="region" aria-label="Worth, as a table">
        <table class="w-full border-collapse text-left">
          <thead class="border-y border-line bg-page text-xs text-dim">
            <tr>
              <th scope="col" class="px-2 py-2 first:pl-4 last:pr-4 sm:px-4 font-normal">
                Counted by
              </th>
              {["Savings", "Retainer", "Net", "Return", "Break-even"].map((name) => (
                <th key={name} scope="col" class="px-2 py-2 first:pl-4 last:pr-4 sm:px-4 text-right font-normal">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Line name="What the systems claim" line={value.claimed} retainer={value.retainer} currency={currency} />
            <Line name="Runs and the client's inputs" line={value.modelled} retainer={value.retainer} currency={currency} />
          </tbody>
        </table>
      </div>
      <div class="px-2 py-2 first:pl-4 last:pr-4 sm:px-4.5 text-xs text-faint">
        {missing !== null && <p>Give {missing} of this client to see the rest.</p>}
        {others.length > 0 && (
          <p>
            Told in other currencies, in no sum: {others.map(([code, amount]) => money(amount, code)).join(", ")}.
          </p>
        )}
        <p>The retainer counts each day's share of its month. Break-even is the day by whose end savings cover it.</p>
      </div>
      {value.implausible_claims.map((claim) => (
        <p key={claim.doubt} class="flex items-start gap-2.5 border-t border-line bg-degraded-wash px-2 py-2 first:pl-4 last:pr-4 sm:px-4.5 text-sm text-degraded-ink last:rounded-b-xl">
          <span class="mt-0.5">
            <LineIcon name="alert" />
          </span>
          <span>
            {claim.reason} On {counted(claim.days, "day")}, first on {dayName(claim.first_date)}.
          </span>
        </p>
      ))}
    </section>
  );
}

interface LineProps {
  name: string;
  line: ValueLine;
  retainer: number | null;
  currency: string;
}

function Line({ name, line, retainer, currency }: LineProps) {
  const cell = "px-2 py-2 first:pl-4 last:pr-4 sm:px-4 text-right whitespace-nowrap";
  return (
    <tr class="border-b border-line">
      <th scope="row" class="px-2 py-2 first:pl-4 last:pr-4 sm:px-4 text-left font-normal">
        {name}
      </th>
      <td class={`${cell} font-bold`}>{money(line.savings, currency)}</td>
      <td class={cell}>{money(retainer, currency)}</td>
      <td class={cell}>{money(line.net_of_retainer, currency)}</td>
      <td class={cell}>{line.return_ratio === null ? NONE : `${number(line.return_ratio, 2)} ×`}</td>
      <td class={cell}>{line.break_even_date === null ? NONE : dayName(line.break_even_date)}</td>
    </tr>
  );
}
