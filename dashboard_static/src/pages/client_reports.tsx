/** The reports of one client: those that are made, one more now, and those to come by themselves. */
import { loadReports } from "../api_reports";
import { mayChange } from "../parts/action";
import { MakeReport } from "../parts/make_report";
import { Part } from "../parts/part";
import { ReportList } from "../parts/report_list";
import { ReportSchedules } from "../parts/report_schedules";
import { usePolled } from "../polled";

export function ClientReports({ clientId }: { clientId: string }) {
  const reports = usePolled(`reports of ${clientId}`, () => loadReports({ clientId }), 4);
  return (
    <>
      {mayChange() && <MakeReport clientId={clientId} clients={[]} />}
      <section class="card mb-4" aria-labelledby="reports">
        <h2 id="reports" class="border-b border-line px-4 py-3 font-bold">
          Made so far
        </h2>
        <Part poller={reports} what="the reports" place="h-24">
          {(answer) =>
            answer.reports.length === 0 ? (
              <p class="px-4 py-4 text-dim">No report of this client has been made yet.</p>
            ) : (
              <ReportList reports={answer.reports} hasClients={false} />
            )
          }
        </Part>
      </section>
      <ReportSchedules clientId={clientId} />
    </>
  );
}
