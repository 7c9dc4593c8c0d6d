/** The reports of all clients, and the way to make more. */
import { loadSummary } from "../api";
import { loadReports } from "../api_reports";
import { mayChange } from "../parts/action";
import { Heading } from "../parts/heading";
import { MakeReport } from "../parts/make_report";
import { FirstLoadFailure, RefreshFailure } from "../parts/notices";
import { ReportList } from "../parts/report_list";
import { Skeleton } from "../parts/skeleton";
import { useMainPolled, usePolled } from "../polled";
import { formatHash, route } from "../router";
import { useTitle } from "./title";

const ASKED_EACH = 20; // clients come and go seldom

export function Reports() {
  const cursor = route.value.query.get("cursor") ?? undefined;
  const poller = useMainPolled(`reports ${cursor ?? ""}`, () => loadReports(cursor === undefined ? {} : { cursor }));
  const answer = poller.data.value;
  const polling = poller.polling.value;
  useTitle("", "Reports");
  if (answer === null) return polling.failure ? <FirstLoadFailure polling={polling} /> : <Skeleton />;
  return (
    <>
      <RefreshFailure polling={polling} />
      <Heading class="mb-4 text-[1.25rem] leading-8 font-bold tracking-tight sm:text-xl">Reports</Heading>
      {mayChange() && <Making />}
      <section class="card" aria-labelledby="list">
        <h2 id="list" class="border-b border-line px-4 py-3 font-bold">
          Made so far
        </h2>
        {answer.reports.length === 0 ? (
          <p class="px-4 py-8 text-center text-dim">No report has been made yet.</p>
        ) : (
          <ReportList reports={answer.reports} hasClients />
        )}
        {(answer.next_cursor !== null || cursor !== undefined) && (
          <nav class="print-hidden flex gap-2 border-t border-line px-4 py-3" aria-label="Pages of reports">
            {cursor !== undefined && (
              <a class="button" href={formatHash({ name: "reports" })}>
                Newest
              </a>
            )}
            {answer.next_cursor !== null && (
              <a
                class="button"
                href={formatHash({ name: "reports" }, new URLSearchParams({ cursor: answer.next_cursor }))}
              >
                Older
              </a>
            )}
          </nav>
        )}
      </section>
    </>
  );
}

function Making() {
  const summary = usePolled("clients", loadSummary, ASKED_EACH).data.value;
  const clients = (summary?.clients ?? [])
    .filter((row) => row.is_active)
    .map((row) => ({ id: row.client_id, name: row.client_name }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
  return <MakeReport clientId={null} clients={clients} />;
}
