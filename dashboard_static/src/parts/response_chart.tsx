/** Response times over a span, with the times behind them in which something was wrong. */
import type { History } from "../answers";
import { ChartCard } from "../charts/card";
import { LineChart } from "../charts/line";
import { counted, momentOf, responseTime, uptime } from "../format";
import { bandsOf, outagesOf, placeIn, type Range, RANGE_WORDS } from "../history";
import { Part } from "./part";
import { useHistory } from "./use_history";

interface ResponseChartProps {
  clientId: string;
  range: Range;
  /** Milliseconds above which a system counts as degraded. */
  degradedOverMs: number;
}

export function ResponseChart({ clientId, range, degradedOverMs }: ResponseChartProps) {
  const history = useHistory(clientId, range);
  return (
    <div class="mb-4">
      <Part poller={history} what="the response times" place="h-64">
        {(answer) => <Drawn history={answer} range={range} degradedOverMs={degradedOverMs} />}
      </Part>
    </div>
  );
}

const BAND_LEGEND = {
  outage: { name: "Outage", fill: "bg-down opacity-40" },
  planned: { name: "Maintenance", fill: "bg-maintenance opacity-40" },
  suspect: { name: "Our checks in doubt", fill: "bg-unknown" },
};

function Drawn({ history, range, degradedOverMs }: { history: History; range: Range; degradedOverMs: number }) {
  const known = history.points.filter((point) => point.p95_response_ms !== null);
  const slow = known.filter((point) => (point.p95_response_ms ?? 0) > degradedOverMs);
  const isNear = known.some((point) => (point.p95_response_ms ?? 0) > degradedOverMs / 2);
  const bands = bandsOf(history);
  const said = subtitleOf(history, known.length, slow.length);
  const title = `Response time p95, ${RANGE_WORDS[range]}`;
  const nameOf = (start: string) => momentOf(Date.parse(start), range === "24h" || range === "7d", history.time_zone);
  return (
    <ChartCard
      id="response-times"
      title={title}
      subtitle={said}
      legend={[
        { name: "p95 of all systems", fill: "bg-accent" },
        ...(isNear ? [{ name: `Degraded over ${responseTime(degradedOverMs)}`, fill: "bg-dim" }] : []),
        ...(["outage", "planned", "suspect"] as const).filter((kind) => bands.some((band) => band.kind === kind)).map((kind) => BAND_LEGEND[kind]),
      ]}
      table={{
        columns: ["From", "p95", "Uptime", "Measured"],
        rows: history.points.map((point) => [
          nameOf(point.start),
          responseTime(point.p95_response_ms),
          uptime(point.uptime_percentage),
          uptime(point.coverage_percentage),
        ]),
      }}
    >
      <LineChart
        label={`${title}. ${said}`}
        points={history.points.map((point) => ({
          at: placeIn(history, Date.parse(point.start) + history.point_seconds * 500),
          title: nameOf(point.start),
          value: point.p95_response_ms,
        }))}
        labels={labelsOf(history, range)}
        format={responseTime}
        range={[0, degradedOverMs / 10]}
        {...(isNear && { threshold: degradedOverMs })}
        isMissed={(value) => value > degradedOverMs}
        bands={bands}
      />
    </ChartCard>
  );
}

/** Full hours under a day, midnights under a week, every day under more. */
function labelsOf(history: History, range: Range) {
  const ending = { "24h": ":00", "7d": "00:00", "30d": "", "90d": "" }[range];
  return history.points
    .map((point) => Date.parse(point.start))
    .filter((at) => momentOf(at, true, history.time_zone, false).endsWith(ending))
    .map((at) => ({
      at: placeIn(history, at),
      text: momentOf(at, range === "24h", history.time_zone, range !== "24h"),
    }));
}

function subtitleOf(history: History, known: number, slow: number): string {
  if (known === 0) return "Nothing was measured in this time.";
  const outages = outagesOf(history).filter((outage) => !outage.is_planned).length;
  const parts = [
    outages === 0 ? "No outage" : counted(outages, "outage"),
    slow === 0 ? "never over the limit" : `over the limit in ${slow} of ${counted(known, "interval")}`,
    ...(history.suspect_minutes.length > 0
      ? [`our own checks were in doubt for ${counted(history.suspect_minutes.length, "minute")}`]
      : []),
  ];
  return `${parts.join(", ")}.`;
}
