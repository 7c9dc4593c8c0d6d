/** Every client at once on a screen that hangs somewhere: to be seen from afar, without a hand on it. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ClientRow, Summary } from "../answers";
import { now } from "../clock";
import { countStatuses, sortClients, verdictOf, WORST_FIRST, worstStatus } from "../fleet";
import { count, namedTime } from "../format";
import { FleetFrame } from "../parts/fleet_frame";
import { PageAge } from "../parts/header";
import { Heading } from "../parts/heading";
import { StatusIcon } from "../parts/icons";
import { PILL_COLOURS } from "../parts/pill";
import { formatHash } from "../router";
import { fleet } from "../state";
import { shownStatus, STATUS_WORDS, STATUSES } from "../status";
import { GAP, isNamed, type Tiling, wallOf } from "../tiles";

const WAY_OUT = formatHash({ name: "clients" });

export function Wall() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && document.querySelector("dialog[open]") === null) location.hash = WAY_OUT;
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return <FleetFrame name="Wall">{(summary) => <Fleet summary={summary} />}</FleetFrame>;
}

function Fleet({ summary }: { summary: Summary }) {
  const rows = sortClients(summary.clients, WORST_FIRST).filter((row) => row.is_active);
  return (
    <>
      <Head summary={summary} />
      <Tiles rows={rows} isStale={summary.poller.is_stale} />
    </>
  );
}

function Head({ summary }: { summary: Summary }) {
  const counts = countStatuses(summary.clients);
  const polling = fleet.value?.polling.value;
  return (
    <div class="mb-2 flex flex-wrap items-center gap-x-5 gap-y-1">
      <Heading class="flex items-center gap-2.5 text-lg font-bold sm:text-xl">
        <StatusIcon status={summary.poller.is_stale ? "unknown" : worstStatus(counts)} size={22} />
        {verdictOf(summary)}
      </Heading>
      <ul class="flex flex-wrap gap-x-4 gap-y-1 text-sm text-dim" aria-label="Clients by status">
        {STATUSES.map((status) => (
          <li key={status} class="flex items-center gap-1.5">
            <StatusIcon status={status} /> {STATUS_WORDS[status]} <b class="text-ink">{count(counts[status])}</b>
          </li>
        ))}
      </ul>
      <div class="ml-auto flex items-center gap-3">
        {polling && <PageAge polling={polling} />}
        <time class="text-lg font-bold whitespace-nowrap">{namedTime(now.value, now.value)}</time>
        <a class="button" href={WAY_OUT}>
          Leave <kbd class="font-sans text-xs text-faint">Esc</kbd>
        </a>
      </div>
    </div>
  );
}

function Tiles({ rows, isStale }: { rows: readonly ClientRow[]; isStale: boolean }) {
  const { place, width, height } = useSize();
  const inTrouble = rows.filter((row) => isInTrouble(row)).length; // they stand first
  const [first, second] = wallOf(inTrouble, rows.length - inTrouble, width, height);
  const split = second === undefined ? rows.length : inTrouble;
  return (
    <div ref={place} class="grid min-h-0 flex-1 content-start overflow-y-auto" style={{ gap: `${GAP}px` }}>
      {width > 0 && <Grid rows={rows.slice(0, split)} tiling={first} isStale={isStale} label="Clients, worst first" />}
      {second && <Grid rows={rows.slice(split)} tiling={second} isStale={isStale} label="Other clients" />}
    </div>
  );
}

function isInTrouble(row: ClientRow): boolean {
  return !["healthy", "maintenance"].includes(shownStatus(row));
}

interface GridProps {
  rows: readonly ClientRow[];
  tiling: Tiling;
  isStale: boolean;
  label: string;
}

function Grid({ rows, tiling, isStale, label }: GridProps) {
  const style = {
    gap: `${GAP}px`,
    gridTemplateColumns: `repeat(${tiling.columns}, minmax(0, 1fr))`,
    gridAutoRows: `${tiling.height}px`,
  };
  return (
    <ul class="grid" aria-label={label} style={style}>
      {rows.map((row) => (
        <Tile key={row.client_id} row={row} tiling={tiling} isStale={isStale} />
      ))}
    </ul>
  );
}

/** The room for the tiles, as it is now. */
function useSize() {
  const place = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { place, ...size };
}

const LEAST_TEXT = 10;
const MOST_TEXT = 28;
const LEAST_WIDTH = 56; // of a tile that shows the beginning of a name

/** What a tile has no room for is still said to a screen reader, and on hover. */
function Tile({ row, tiling, isStale }: { row: ClientRow; tiling: Tiling; isStale: boolean }) {
  const { width, height } = tiling;
  const status = shownStatus(row);
  const size = Math.round(Math.min(MOST_TEXT, Math.max(LEAST_TEXT, Math.min(height / 3, width / 11))));
  const hasName = width >= LEAST_WIDTH;
  const hasWord = isNamed(tiling);
  const colours = isStale ? "border-dashed border-line-strong bg-card text-dim" : `border-transparent ${PILL_COLOURS[status]}`;
  return (
    <li data-client={row.client_id}>
      <a
        href={formatHash({ name: "client", clientId: row.client_id })}
        title={`${row.client_name}: ${STATUS_WORDS[status]}${row.reason === null ? "" : `, ${row.reason}`}`}
        class={`flex h-full flex-col justify-center overflow-hidden rounded-md border leading-tight -outline-offset-2 ${hasName ? "px-[6%]" : "items-center"} ${colours}`}
        style={{ fontSize: `${size}px` }}
      >
        <span class="flex max-w-full items-center gap-1">
          {!hasWord && <StatusIcon status={status} size={size} />}
          <span class={hasName ? "truncate" : "sr-only"}>{row.client_name}</span>
        </span>
        <span class={hasWord ? "flex items-center gap-[0.3em]" : "sr-only"}>
          <StatusIcon status={status} size={Math.round(size * 0.85)} />
          <span class="truncate">{STATUS_WORDS[status]}</span>
        </span>
      </a>
    </li>
  );
}
