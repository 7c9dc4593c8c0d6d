/** A chart with its title, what is to be said of it, its legend, and the same values as a table. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

interface Table {
  columns: readonly string[];
  /** The first cell of a row names it. */
  rows: readonly (readonly string[])[];
}

interface ChartCardProps {
  id: string;
  title: string;
  subtitle: ComponentChildren;
  legend: readonly { name: string; fill: string }[];
  table: Table;
  class?: string;
  children: ComponentChildren;
}

export function ChartCard({ id, title, subtitle, legend, table, class: classes = "", children }: ChartCardProps) {
  const [isTable, setTable] = useState(false);
  return (
    <section class={`card px-4 py-3.5 ${classes}`} aria-labelledby={id}>
      <div class="mb-3 flex items-start justify-between gap-3">
        <div class="min-w-0">
          <h2 id={id} class="font-bold">
            {title}
          </h2>
          <p class="text-sm text-dim">{subtitle}</p>
        </div>
        <button type="button" class="button print-hidden" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          {isTable ? "Chart" : "Table"}
          <span class="sr-only"> of {title}</span>
        </button>
      </div>
      {isTable ? <ValueTable title={title} table={table} /> : children}
      {!isTable && (
        <ul class="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-dim">
          {legend.map(({ name, fill }) => (
            <li key={name} class="flex items-center gap-1.5">
              <span class={`size-2.5 rounded-[2px] ${fill}`} aria-hidden="true" />
              {name}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function ValueTable({ title, table }: { title: string; table: Table }) {
  return (
    <div class="max-h-64 overflow-auto" tabIndex={0} role="region" aria-label={`${title} as a table`}>
      <table class="w-full border-collapse text-left text-sm">
        <thead class="text-xs text-dim">
          <tr>
            {table.columns.map((name, index) => (
              <th key={name} scope="col" class={`sticky top-0 bg-card py-1 pr-3 font-normal ${index > 0 ? "text-right" : ""}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(([name, ...values]) => (
            <tr key={name} class="border-t border-line">
              <th scope="row" class="py-1 pr-3 text-left font-normal whitespace-nowrap">
                {name}
              </th>
              {values.map((value, index) => (
                <td key={index} class="py-1 pr-3 text-right">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
