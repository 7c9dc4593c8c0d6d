/** A line with gaps where nothing is known, over the times that explain it. */
import { Plot, type Field } from "./plot";
import { ticks } from "./scale";

export interface LinePoint {
  /** Where it stands, from 0 to 1. */
  at: number;
  title: string;
  value: number | null;
}

export type BandKind = "outage" | "planned" | "suspect";

/** From where to where something lasted, from 0 to 1. */
export interface Band {
  kind: BandKind;
  from: number;
  to: number;
}

interface LineChartProps {
  label: string;
  points: readonly LinePoint[];
  labels: readonly { at: number; text: string }[];
  format: (value: number) => string;
  threshold?: number;
  /** A value on the wrong side of the threshold gets a mark. */
  isMissed?: (value: number) => boolean;
  /** What the axis reaches at least. */
  range: readonly [number, number];
  bands?: readonly Band[];
}

const BAND_FILLS: Record<BandKind, string> = {
  outage: "fill-down opacity-25",
  planned: "fill-maintenance opacity-20",
  suspect: "fill-unknown opacity-60",
};

export function LineChart({ label, points, labels, format, threshold, isMissed, range, bands = [] }: LineChartProps) {
  const known = points.flatMap(({ value }) => value ?? []);
  const axis = ticks(Math.min(range[0], ...known), Math.max(range[1], ...known));
  const readings = points.map(({ at, title, value }) => ({
    at,
    title,
    lines: [value === null ? "no data" : format(value)],
  }));
  return (
    <Plot label={label} ticks={axis} format={format} labels={labels} readings={readings}>
      {(field) => (
        <>
          {bands.map((band, index) => (
            <rect
              key={index}
              class={BAND_FILLS[band.kind]}
              x={field.x(band.from)}
              y={field.y(axis.at(-1) ?? 0)}
              width={Math.max(1.5, field.x(band.to) - field.x(band.from))}
              height={field.height}
            />
          ))}
          {threshold !== undefined && (
            <path
              d={`M${field.x(0)} ${field.y(threshold)}H${field.x(1)}`}
              class="stroke-dim"
              stroke-dasharray="4 3"
            />
          )}
          <path d={drawn(points, field)} fill="none" class="stroke-accent" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round" />
          {points.map(({ at, value }, index) =>
            value !== null && (isMissed?.(value) || isAlone(points, index)) ? (
              <circle
                key={at}
                cx={field.x(at)}
                cy={field.y(value)}
                r="2.6"
                class={isMissed?.(value) ? "fill-down" : "fill-accent"}
              />
            ) : null,
          )}
        </>
      )}
    </Plot>
  );
}

/** A point between two gaps has no line to be seen by. */
function isAlone(points: readonly LinePoint[], index: number): boolean {
  return (points[index - 1]?.value ?? null) === null && (points[index + 1]?.value ?? null) === null;
}

function drawn(points: readonly LinePoint[], field: Field): string {
  let isOpen = false;
  return points
    .map(({ at, value }) => {
      const command = isOpen ? "L" : "M";
      isOpen = value !== null;
      return value === null ? "" : `${command}${field.x(at).toFixed(1)} ${field.y(value).toFixed(1)}`;
    })
    .join("");
}
