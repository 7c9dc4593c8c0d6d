/** The frame of a chart: axes, the drawing between them, and what the pointer reads off. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { spread } from "./scale";

export interface Reading {
  /** Where it stands, from 0 to 1. */
  at: number;
  title: string;
  lines: readonly string[];
}

export interface Field {
  width: number;
  height: number;
  /** Pixels of a place from 0 to 1. */
  x: (at: number) => number;
  /** Pixels of a value. */
  y: (value: number) => number;
}

interface PlotProps {
  /** The chart in a sentence, for those who do not see it. */
  label: string;
  height?: number;
  ticks: readonly number[];
  format: (value: number) => string;
  labels: readonly { at: number; text: string }[];
  readings: readonly Reading[];
  children: (field: Field) => ComponentChildren;
}

const LEFT = 44;
const RIGHT = 6;
const TOP = 8;
const BOTTOM = 22;
const LABEL_WIDTH = 64;

export function Plot({ label, height = 168, ticks, format, labels, readings, children }: PlotProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [pointed, setPointed] = useState<Reading | null>(null);
  const field = fieldOf(width, height, ticks);
  const shown = spread(labels.length, Math.floor(field.width / LABEL_WIDTH));
  const point = (event: PointerEvent) => {
    const left = frame.current?.getBoundingClientRect().left ?? 0;
    setPointed(nearest(readings, (event.clientX - left - LEFT) / field.width));
  };
  return (
    <div ref={frame} class="relative" onPointerMove={point} onPointerLeave={() => setPointed(null)}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} class="block">
        {ticks.map((value) => (
          <g key={value}>
            <path d={`M${LEFT} ${field.y(value)}H${width - RIGHT}`} class="stroke-line" />
            <text x={LEFT - 6} y={field.y(value) + 4} text-anchor="end" class="fill-faint text-xs">
              {format(value)}
            </text>
          </g>
        ))}
        {shown.map((index) => (
          <text
            key={index}
            x={field.x(labels[index]?.at ?? 0)}
            y={height - 5}
            text-anchor={index === 0 ? "start" : "middle"}
            class="fill-faint text-xs"
          >
            {labels[index]?.text}
          </text>
        ))}
        {children(field)}
        {pointed !== null && <path d={`M${field.x(pointed.at)} ${TOP}V${height - BOTTOM}`} class="stroke-line-strong" />}
      </svg>
      {pointed !== null && <Bubble reading={pointed} left={field.x(pointed.at)} width={width} />}
    </div>
  );
}

function fieldOf(whole: number, height: number, ticks: readonly number[]): Field {
  const width = Math.max(1, whole - LEFT - RIGHT);
  const [least, most] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const rise = (height - TOP - BOTTOM) / (most - least);
  return {
    width,
    height: height - TOP - BOTTOM,
    x: (at) => LEFT + at * width,
    y: (value) => height - BOTTOM - (value - least) * rise,
  };
}

function nearest(readings: readonly Reading[], at: number): Reading | null {
  const away = (reading: Reading) => Math.abs(reading.at - at);
  return readings.reduce<Reading | null>((best, each) => (best === null || away(each) < away(best) ? each : best), null);
}

function Bubble({ reading, left, width }: { reading: Reading; left: number; width: number }) {
  const side = left > width / 2 ? { right: `${width - left + 10}px` } : { left: `${left + 10}px` };
  return (
    <div
      class="pointer-events-none absolute top-2 z-[1] rounded-md border border-line bg-card px-2.5 py-1.5 text-xs whitespace-nowrap shadow-sm"
      style={side}
      aria-hidden="true"
    >
      <p class="font-bold">{reading.title}</p>
      {reading.lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}

/** The width of an element in pixels, kept current; text in a drawing must not be stretched. */
function useWidth(element: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(320);
  useLayoutEffect(() => {
    const measured = element.current;
    if (measured === null) return;
    setWidth(Math.max(160, measured.clientWidth));
    const observer = new ResizeObserver(() => setWidth(Math.max(160, measured.clientWidth)));
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
