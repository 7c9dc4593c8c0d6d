/** Values as people read them. Pure: no clock, no page. `null` is unknown and shows as a dash. */
import type { Phases } from "./answers";

export const NONE = "–";
const GAP = "\u00a0"; // a number and its unit stay on one line

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "40 s", "12 min", "1 h 4 min", "3 d 2 h": the two largest units, rounded down; days alone from ten on. */
export function duration(ms: number): string {
  const length = Math.max(0, ms);
  if (length < MINUTE) return unit(length / SECOND, "s");
  if (length < HOUR) return unit(length / MINUTE, "min");
  if (length < DAY) return withRest(length, HOUR, "h", MINUTE, "min");
  if (length < 10 * DAY) return withRest(length, DAY, "d", HOUR, "h");
  return unit(length / DAY, "d");
}

function unit(value: number, name: string): string {
  return `${Math.floor(value)}${GAP}${name}`;
}

function withRest(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((ms % large) / small);
  const head = unit(ms / large, largeName);
  return rest === 0 ? head : `${head}${GAP}${unit(rest, smallName)}`;
}

/** How long ago, in one unit: "12 s ago", "3 min ago", "2 d ago". A moment in the future is "0 s ago". */
export function age(ms: number): string {
  const length = Math.max(0, ms);
  if (length < MINUTE) return `${unit(length / SECOND, "s")} ago`;
  if (length < HOUR) return `${unit(length / MINUTE, "min")} ago`;
  if (length < DAY) return `${unit(length / HOUR, "h")} ago`;
  return `${unit(length / DAY, "d")} ago`;
}

/** A response time: "474 ms", "2.03 s", "12.3 s". */
export function responseTime(ms: number | null): string {
  if (ms === null) return NONE;
  const whole = Math.round(ms);
  if (whole < 1_000) return `${whole}${GAP}ms`;
  const seconds = ms / 1_000;
  return `${seconds.toFixed(seconds < 9.995 ? 2 : 1)}${GAP}s`;
}

/** The parts of a check's time, in their order; TLS only where there was any. */
export function phaseTimes(phases: Phases): string {
  const parts: readonly (readonly [string, number | null])[] = [
    ["name", phases.dns_ms],
    ["connection", phases.connect_ms],
    ["TLS", phases.tls_ms],
    ["first byte", phases.first_byte_ms],
  ];
  return parts
    .filter(([, ms]) => ms !== null)
    .map(([name, ms]) => `${name} ${responseTime(ms)}`)
    .join(" · ");
}

/**
 * An uptime in percent, rounded down: 99.999 is 99.99 %, and 100.00 % means no downtime at all.
 * The small term undoes binary fractions: 99.82 * 100 is 9981.999….
 */
export function uptime(percent: number | null): string {
  return percent === null ? NONE : `${roundedDown(percent, 2)}${GAP}%`;
}

/** A rate in percent with one decimal, rounded down like an uptime. */
export function rate(percent: number | null): string {
  return percent === null ? NONE : `${roundedDown(percent, 1)}${GAP}%`;
}

function roundedDown(percent: number, digits: number): string {
  const scale = 10 ** digits;
  const steps = Math.floor(percent * scale + 1e-6);
  const most = percent < 100 ? 100 * scale - 1 : 100 * scale;
  return (Math.min(steps, most) / scale).toFixed(digits);
}

/** A count with grouped thousands: "3,854". */
export function count(value: number | null): string {
  return value === null ? NONE : value.toLocaleString("en-US");
}

/** An amount with its currency: "$7,812.50", "€402,000.00". */
export function money(amount: number | null, currency: string): string {
  if (amount === null) return NONE;
  return amount.toLocaleString("en-US", { style: "currency", currency });
}

/** A number with at most so many digits: "312.5". */
export function number(value: number | null, digits = 1): string {
  return value === null ? NONE : value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

/** "1 client", "3 clients". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** "1 min", "1–15 min": the range of check intervals; empty without any. */
export function intervals(minutes: readonly number[]): string {
  if (minutes.length === 0) return "";
  const least = Math.min(...minutes);
  const most = Math.max(...minutes);
  return least === most ? `${least}${GAP}min` : `${least}–${most}${GAP}min`;
}

/** The time of day in the reader's zone: "14:32". */
export function clockTime(at: number, zone?: string): string {
  return formatted(at, { hour: "2-digit", minute: "2-digit" }, zone);
}

/** Time with its zone, and the day when it is not today: "13:05 UTC", "22 Nov, 13:05 UTC". */
export function namedTime(at: number, now: number, zone?: string): string {
  const today = formatted(at, { dateStyle: "short" }, zone) === formatted(now, { dateStyle: "short" }, zone);
  const day = today ? {} : ({ day: "numeric", month: "short" } as const);
  return formatted(at, { ...day, hour: "2-digit", minute: "2-digit", timeZoneName: "short" }, zone);
}

/** The whole moment, for tooltips: "23 Nov 2026, 14:32:05 UTC". */
export function exactTime(at: number, zone?: string): string {
  return formatted(
    at,
    {
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      timeZoneName: "short",
    },
    zone,
  );
}

/** A place on an axis: "14:30", "16 Nov", or both, in the zone of what is drawn. */
export function momentOf(at: number, withTime: boolean, zone: string, withDay = true): string {
  const day = withDay ? ({ day: "numeric", month: "short" } as const) : {};
  const time = withTime ? ({ hour: "2-digit", minute: "2-digit" } as const) : {};
  return formatted(at, { ...day, ...time }, zone);
}

/** A date of a calendar: "16 Nov", "Mon, 16 Nov 2026". */
export function dayName(date: string, isWhole = false): string {
  const whole = isWhole ? ({ weekday: "short", year: "numeric" } as const) : {};
  return formatted(Date.parse(`${date}T12:00:00Z`), { day: "numeric", month: "short", ...whole }, "UTC");
}

const formatters = new Map<string, Intl.DateTimeFormat>(); // making one costs more than using it

function formatted(at: number, options: Intl.DateTimeFormatOptions, zone?: string): string {
  const key = JSON.stringify([options, zone]);
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en-GB", { ...options, ...(zone ? { timeZone: zone } : {}) });
    formatters.set(key, formatter);
  }
  return formatter.format(at);
}
