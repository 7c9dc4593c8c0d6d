/** Stacked bars, a pair of values a day. A day that nothing is known of is blank. */
import { Plot } from "./plot";
import { ticks } from "./scale";

export interface Bar {
  title: string;
  label: string;
  /** From the bottom up, in the order of `series`; null is not known. */
  values: readonly number[] | null;
}

interface BarChartProps {
  label: string;
  bars: readonly Bar[];
  series: readonly { name: string; fill: string }[];
  format: (value: number) => string;
}

export function BarChart({ label, bars, series, format }: BarChartProps) {
  const axis = ticks(0, Math.max(1, ...bars.map(({ values }) => sum(values ?? []))));
  const middle = (index: number) => (index + 0.5) / bars.length;
  const readings = bars.map(({ title, values }, index) => ({
    at: middle(index),
    title,
    lines: values === null ? ["no data"] : series.map(({ name }, part) => `${name}: ${format(values[part] ?? 0)}`),
  }));
  const labels = bars.map((bar, index) => ({ at: middle(index), text: bar.label }));
  return (
    <Plot label={label} ticks={axis} format={format} labels={labels} readings={readings}>
      {({ x, y, width }) => {
        const thick = Math.max(1, Math.min(28, (width / bars.length) * 0.78));
        return series.map(({ name, fill }, part) => (
          <path
            key={name}
            class={fill}
            d={bars
              .map(({ values }, index) => {
                const value = values?.[part] ?? 0;
                if (values === null || value === 0) return "";
                const below = sum(values.slice(0, part));
                const [top, bottom] = [y(below + value), y(below)];
                return `M${(x(middle(index)) - thick / 2).toFixed(1)} ${top.toFixed(1)}h${thick.toFixed(1)}V${bottom.toFixed(1)}h${(-thick).toFixed(1)}z`;
              })
              .join("")}
          />
        ));
      }}
    </Plot>
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
