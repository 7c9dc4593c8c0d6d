/** Drawings. A status has a shape of its own, so that it never depends on colour. */
import type { ComponentChildren } from "preact";
import type { Shown } from "../status";

const STATUS_COLOURS: Record<Shown, string> = {
  down: "text-down",
  degraded: "text-degraded",
  unknown: "text-unknown",
  maintenance: "text-maintenance",
  healthy: "text-healthy",
  inactive: "text-unknown",
};

const MARK = {
  fill: "none",
  "stroke-width": 2,
  "stroke-linecap": "round",
  "stroke-linejoin": "round",
  class: "stroke-card",
} as const;

const STATUS_SHAPES: Record<Shown, ComponentChildren> = {
  down: (
    <>
      <path d="M5 .5h6L15.5 5v6L11 15.5H5L.5 11V5z" fill="currentColor" />
      <path d="m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2" {...MARK} />
    </>
  ),
  degraded: (
    <>
      <path d="M8 1.2 15.4 14.6H.6z" fill="currentColor" stroke="currentColor" stroke-linejoin="round" />
      <path d="M8 6v3.6m0 2.4v.1" {...MARK} stroke-width={1.8} />
    </>
  ),
  unknown: (
    <circle cx="8" cy="8" r="6.4" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="2.4 2.6" />
  ),
  healthy: (
    <>
      <circle cx="8" cy="8" r="7.5" fill="currentColor" />
      <path d="m4.8 8.3 2.2 2.2 4.2-4.6" {...MARK} />
    </>
  ),
  maintenance: (
    <>
      <rect x="1" y="1" width="14" height="14" rx="3" fill="currentColor" />
      <path d="M4.8 8h6.4" {...MARK} />
    </>
  ),
  inactive: (
    <rect x="2" y="2" width="12" height="12" rx="2.5" fill="none" stroke="currentColor" stroke-width="2" />
  ),
};

export function StatusIcon({ status, size = 14 }: { status: Shown; size?: number }) {
  return (
    <svg viewBox="0 0 16 16" width={size} height={size} class={`shrink-0 ${STATUS_COLOURS[status]}`} aria-hidden="true">
      {STATUS_SHAPES[status]}
    </svg>
  );
}

const LINES = {
  search: "M7 12.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zm4-1.5 4 4",
  pause: "M5.5 3v10m5-10v10",
  play: "M5 3v10l8-5z",
  moon: "M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z",
  sun: "M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM8 1v1.2M8 13.8V15M1 8h1.2M13.8 8H15M3 3l.9.9M12.1 12.1l.9.9M13 3l-.9.9M3.9 12.1 3 13",
  leave: "M6.5 2H3v12h3.5M6.5 8h8m-3-3 3 3-3 3",
  back: "M9.5 3 4.5 8l5 5",
  forward: "m6.5 3 5 5-5 5",
  home: "M2 7.5 8 2l6 5.5V14H2z",
  grid: "M2 2h5v5H2zM9 2h5v5H9zM2 9h5v5H2zM9 9h5v5H9z",
  download: "M8 2v8m-3.5-3L8 10.5 11.5 7M2.5 13.5h11",
  list: "M2 4h12M2 8h12M2 12h12",
  paper: "M3.5 1.5h6l3 3v10h-9zM5.5 8h5M5.5 11h5",
  gear: "M8 5.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5zM8 1v2.2M8 12.8V15M1 8h2.2M12.8 8H15M3 3l1.6 1.6M11.4 11.4 13 13M13 3l-1.6 1.6M4.6 11.4 3 13",
  alert: "M8 1.5 15 14H1zM8 6v4m0 2v.1",
} as const;

export function LineIcon({ name, size = 16 }: { name: keyof typeof LINES; size?: number }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      class="shrink-0"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={LINES[name]} />
    </svg>
  );
}

export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} class="shrink-0" aria-hidden="true">
      <rect width="24" height="24" rx="6" fill="#1d4ed8" />
      <path
        d="M4 13h3.5l2-6 4.5 10 2.2-5H20"
        fill="none"
        stroke="#fff"
        stroke-width="2"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
