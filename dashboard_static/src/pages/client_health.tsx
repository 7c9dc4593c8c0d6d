/** How a client was and is: uptime over four spans, response times, and every system with its days. */
import type { ClientDetails, SystemHealth } from "../answers";
import { currentTime } from "../clock";
import { dateIn } from "../days";
import { uptime } from "../format";
import { daysOf, type Range, readRange } from "../history";
import { isMedium, isPhone } from "../media";
import { DayLegend } from "../parts/day_bars";
import { DayPanel } from "../parts/day_panel";
import { DayStrip } from "../parts/day_strip";
import { ResponseChart } from "../parts/response_chart";
import { useSeen } from "../parts/seen";
import { SystemCards, SystemTable } from "../parts/systems";
import { UptimeWindows } from "../parts/uptime_windows";
import { useHistory } from "../parts/use_history";
import { formatHash, route } from "../router";

export function ClientHealth({ details, isStale }: { details: ClientDetails; isStale: boolean }) {
  const { health, configuration, client_id: clientId } = details;
  const { query } = route.value;
  const range = readRange(query.get("range"));
  const day = query.get("day");
  const system = health.systems.find((each) => each.system_name === query.get("system"))?.system_name ?? null;
  const hrefOf = (change: Record<string, string | null>) => linkTo(clientId, query, change);
  const Systems = isMedium.value ? SystemCards : SystemTable;
  return (
    <>
      <UptimeWindows clientId={clientId} chosen={range} hrefOf={(next) => hrefOf({ range: next })} />
      <ResponseChart clientId={clientId} range={range} degradedOverMs={configuration.degraded_over_ms} />
      <section class="card mb-4" aria-labelledby="systems">
        <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
          <h2 id="systems" class="font-bold">
            Systems
          </h2>
          <DayLegend />
        </div>
        <Systems
          systems={worstFirst(health.systems)}
          isStale={isStale}
          intervalMinutes={configuration.interval_minutes}
          daysOf={(name) => (
            <SystemDays
              clientId={clientId}
              name={name}
              chosen={name === system ? day : null}
              onOpen={(date) => location.assign(hrefOf({ system: name, day: date }))}
            />
          )}
        />
        {day !== null && system !== null && (
          <DayPanel
            clientId={clientId}
            system={system}
            date={day}
            last={dateIn(currentTime(), configuration.time_zone)}
            hrefOf={(date) => hrefOf({ day: date, system: date === null ? null : system })}
          />
        )}
      </section>
    </>
  );
}

function linkTo(clientId: string, query: URLSearchParams, change: Record<string, string | null>): string {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(change)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  if (next.get("range") === ("24h" satisfies Range)) next.delete("range");
  return formatHash({ name: "client", clientId }, next);
}

interface SystemDaysProps {
  clientId: string;
  name: string;
  chosen: string | null;
  onOpen: (date: string) => void;
}

/** A client may have two hundred systems: only those that are scrolled to ask for their days. */
function SystemDays(props: SystemDaysProps) {
  const { element, isSeen } = useSeen<HTMLDivElement>();
  return <div ref={element}>{isSeen ? <KnownDays {...props} /> : <Place />}</div>;
}

function Place() {
  return <span class="inline-block h-6" style={{ width: `${90 * dayStep()}px` }} />;
}

function dayStep(): number {
  return isPhone.value ? 2.7 : 4;
}

function KnownDays({ clientId, name, chosen, onOpen }: SystemDaysProps) {
  const history = useHistory(clientId, "90d", name).data.value;
  const days = history === null ? [] : daysOf(history);
  const figures = history?.systems.find((system) => system.name === name)?.figures;
  return (
    <span class="flex flex-wrap items-center gap-x-3">
      {days.length === 0 ? (
        <Place />
      ) : (
        <DayStrip name={name} days={days} step={dayStep()} chosen={chosen} onOpen={onOpen} />
      )}
      <span title="Uptime of these 90 days">{uptime(figures?.uptime_percentage ?? null)}</span>
    </span>
  );
}

const WEIGHTS = { down: 0, degraded: 1, unknown: 2, healthy: 3 };

function worstFirst(systems: readonly SystemHealth[]): SystemHealth[] {
  return systems.toSorted((a, b) => WEIGHTS[a.status] - WEIGHTS[b.status]);
}
