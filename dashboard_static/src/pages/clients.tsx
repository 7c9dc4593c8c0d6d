/** Every client: to find one, or those that share a trouble. */
import type { Summary } from "../answers";
import { readView, verdictOf, type View, writeView } from "../fleet";
import { ClientList } from "../parts/client_list";
import { FleetFrame } from "../parts/fleet_frame";
import { Heading } from "../parts/heading";
import { LineIcon } from "../parts/icons";
import { formatHash, replaceQuery, route } from "../router";

export function Clients() {
  return <FleetFrame name="Clients">{(summary) => <Fleet summary={summary} />}</FleetFrame>;
}

function Fleet({ summary }: { summary: Summary }) {
  const rows = summary.clients;
  const isStale = summary.poller.is_stale;
  const view = readView(route.value.query);
  const show = (next: View) => replaceQuery(writeView(next));
  return (
    <>
      <div class="mb-4 flex flex-wrap items-start justify-between gap-3">
        <div class="min-w-0">
          <Heading class="text-[1.25rem] leading-8 font-bold tracking-tight sm:text-xl">Clients</Heading>
          <p class="text-dim">{verdictOf(summary)}</p>
        </div>
        <a class="button print-hidden" href={formatHash({ name: "wall" })}>
          <LineIcon name="grid" size={14} /> Wall
        </a>
      </div>
      <ClientList rows={rows} view={view} isStale={isStale} onView={show} />
    </>
  );
}
