/** What a client's figures mean, in words, and how each of them is made. Pure. */
import type { PerformanceMetrics, TodayVolume } from "./answers";
import { clockTime, count, counted, dayName, duration, money, number, rate } from "./format";

/** Where the client's automations are going, and by which of the stated thresholds. */
export function directionWords({ trends, direction_thresholds: thresholds }: PerformanceMetrics): string {
  const { automation_volume_trend: volume, success_rate_trend: success, performance_direction } = trends;
  if (performance_direction === null) return "Nothing to compare with yet.";
  const points = Math.abs(success ?? 0);
  if (points >= thresholds.success_rate_points) {
    return `the success rate ${moved(success)} by ${number(points)} points, which is at least ${thresholds.success_rate_points}`;
  }
  const percent = Math.abs(volume ?? 0);
  if (percent >= thresholds.automation_volume_percent) {
    return `the volume ${moved(volume)} by ${number(percent)} %, which is at least ${thresholds.automation_volume_percent}`;
  }
  return `the success rate moved by less than ${counted(thresholds.success_rate_points, "point")}, the volume by less than ${thresholds.automation_volume_percent} %`;
}

function moved(value: number | null): string {
  return (value ?? 0) > 0 ? "rose" : "fell";
}

/** Today so far against what earlier weeks let expect by now. */
export function todayWords(today: TodayVolume, zone?: string): string {
  const until = clockTime(Date.parse(today.as_of), zone);
  const done = `${counted(today.total_automations, "run")} by ${until}`;
  if (today.expected === null) return `${done}; what is usual is known after three weeks.`;
  const usual = `${done}; usual by then are ${count(Math.round(today.expected))} (from ${counted(today.weeks, "week")})`;
  const quiet = today.quiet_since === null ? "" : ` Nothing ran since ${clockTime(Date.parse(today.quiet_since), zone)}.`;
  return `${usual}.${quiet}`;
}

/** How far off the usual, where it is an anomaly; null where all is as usual, or nothing is. */
export function anomalyWords(today: TodayVolume): string | null {
  if (today.anomaly === null) return null;
  if (today.ratio === null) return today.anomaly === "low" ? "Unusually little" : "Unusually much";
  const off = Math.round(Math.abs(100 * (today.ratio - 1)));
  return today.anomaly === "low" ? `${off} % below usual` : `${off} % above usual`;
}

export interface Formula {
  name: string;
  /** With the numbers put in. */
  worked: string;
  result: string;
}

/** How the figures are made, with their inputs; only those that are known. */
export function formulas({ metrics, value_inputs: inputs, value, currency }: PerformanceMetrics): Formula[] {
  const { total_automations: total, successful_automations: good, roi_metrics: roi } = metrics;
  const rated = inputs.hourly_rate;
  const minutes = inputs.minutes_saved_per_run;
  const made: (Formula | null)[] = [
    total === null || good === null
      ? null
      : {
          name: "Success rate = successful ÷ all runs",
          worked: `${count(good)} ÷ ${count(total)}`,
          result: rate(metrics.success_rate),
        },
    roi.labor_cost_savings === null
      ? null
      : {
          name: "Labour savings = hours saved × hourly rate",
          worked: rated === null ? "each day with its own rate" : `${number(roi.time_saved_hours)} h × ${money(rated, currency)}`,
          result: money(roi.labor_cost_savings, currency),
        },
    value.modelled.savings === null || rated === null || minutes === null
      ? null
      : {
          name: "Modelled savings = successful runs × minutes saved ÷ 60 × hourly rate",
          worked: `${count(good)} × ${number(minutes)} min ÷ 60 × ${money(rated, currency)}`,
          result: money(value.modelled.savings, currency),
        },
  ];
  return made.filter((formula) => formula !== null);
}

/** Which inputs are missing for what they would give; null for none. */
export function missingInputs({ value_inputs: inputs }: PerformanceMetrics): string | null {
  const missing = [
    inputs.hourly_rate === null ? "an hourly rate" : null,
    inputs.minutes_saved_per_run === null ? "minutes saved per run" : null,
    inputs.monthly_retainer === null ? "a monthly retainer" : null,
  ].filter((each) => each !== null);
  if (missing.length === 0) return null;
  const last = missing.pop();
  return `${missing.length > 0 ? `${missing.join(", ")} and ` : ""}${last}`;
}

/** "16 Nov: Lead Processing (no answer), 17 Nov: nothing known". */
export function incompleteWords(days: PerformanceMetrics["incomplete_days"]): string[] {
  return days.map(({ date, systems }) => {
    const parts = Object.entries(systems).map(([name, why]) => `${name} (${why.replaceAll("_", " ")})`);
    return `${dayName(date)}: ${parts.length === 0 ? "nothing known" : parts.join(", ")}`;
  });
}

/** Seconds as people read them: "2.4 s", "3 min". */
export function processingTime(seconds: number | null): string {
  if (seconds === null) return "–";
  return seconds < 60 ? `${number(seconds)}\u00a0s` : duration(seconds * 1_000);
}
