/** What the fleet does and did: figures first, then thirty days of it. */
import type { Summary } from "../answers";
import { KeyFigures } from "./key_figures";
import { TrendCharts } from "./trend_charts";

export function FleetWork({ summary }: { summary: Summary }) {
  return (
    <>
      <KeyFigures summary={summary} />
      <TrendCharts />
    </>
  );
}
