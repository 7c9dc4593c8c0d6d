/** Reports in a list: of what time, how far, to download; and why one failed. */
import { useEffect } from "preact/hooks";
import type { Report } from "../answers";
import { loadDownload, makeReport, type ReportType } from "../api_reports";
import { exactTime, uptime } from "../format";
import { askAgain } from "../polled";
import { fileSize, periodWords, TYPE_WORDS } from "../reports";
import { formatHash } from "../router";
import { mayChange, Refusal, useChange } from "./action";
import { StatusIcon } from "./icons";

const LOOK_EACH_MS = 2_000;

interface ReportListProps {
  reports: readonly Report[];
  /** Whether rows say whose they are. */
  hasClients: boolean;
}

export function ReportList({ reports, hasClients }: ReportListProps) {
  const isWaiting = reports.some((report) => report.state === "queued");
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => askAgain("reports"), LOOK_EACH_MS);
    return () => clearInterval(timer);
  }, [isWaiting]);
  return (
    <ul class="divide-y divide-line">
      {reports.map((report) => (
        <Row key={`${report.client_id} ${report.report_id}`} report={report} hasClients={hasClients} />
      ))}
    </ul>
  );
}

function Row({ report, hasClients }: { report: Report; hasClients: boolean }) {
  return (
    <li class="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3" data-report={report.report_id}>
      <div class="min-w-0 flex-1 basis-64">
        <p class="flex flex-wrap items-baseline gap-x-2">
          <span>{periodWords(report)}</span>
          {hasClients && (
            <a
              href={formatHash({ name: "client", clientId: report.client_id }, new URLSearchParams({ tab: "reports" }))}
              class="inline-block text-sm leading-6 text-dim hover:underline"
            >
              {report.client_name}
            </a>
          )}
          <span class="text-sm text-faint">{TYPE_WORDS[report.report_type] ?? report.report_type}</span>
        </p>
        <State report={report} />
        {report.verdict !== null && <p class="text-sm text-dim">{report.verdict}</p>}
        {report.changes.length > 0 && <p class="text-sm text-dim">Changed: {report.changes.join("; ")}</p>}
      </div>
      <Again report={report} />
      <Downloads report={report} />
    </li>
  );
}

function State({ report }: { report: Report }) {
  if (report.state === "failed") {
    return (
      <p class="flex items-center gap-1.5 text-sm text-down-ink">
        <StatusIcon status="down" size={12} /> Could not be made: {report.failure ?? "no reason known"}
      </p>
    );
  }
  if (report.generated_at === null) return <p class="text-sm text-dim">Being made…</p>;
  return (
    <p class="text-sm text-dim">
      Made {exactTime(Date.parse(report.generated_at))}
      {report.revision > 1 && `, revision ${report.revision}`}
      {report.uptime_percentage !== null && ` · uptime ${uptime(report.uptime_percentage)}`}
      {report.state === "queued" && " · being made again"}
      {report.is_stale && <span class="text-degraded-ink"> · figures were restated since</span>}
    </p>
  );
}

/** A failed one is tried again, a stale one made as a new revision. */
function Again({ report }: { report: Report }) {
  const change = useChange();
  const isOffered = report.state !== "queued" && (report.state === "failed" || report.is_stale);
  if (!isOffered || !mayChange() || report.report_type === "custom") return null;
  const again = () =>
    change.run(async () => {
      await makeReport({
        client_id: report.client_id,
        report_type: report.report_type as ReportType,
        calendar: report.origin === "schedule",
        include_recommendations: !report.report_id.endsWith("-bare"),
        reissue: true,
      });
      askAgain("reports");
    });
  return (
    <>
      <Refusal>{change.refusal}</Refusal>
      <button type="button" class="button" aria-disabled={change.isBusy} onClick={() => void again()}>
        Make again<span class="sr-only"> {periodWords(report)}</span>
      </button>
    </>
  );
}

function Downloads({ report }: { report: Report }) {
  const change = useChange();
  const fetchFile = (format: string) =>
    change.run(async () => {
      const link = await loadDownload(report, format);
      location.assign(link.url); // sent as an attachment: the page stays
    });
  if (report.files.length === 0) return null;
  return (
    <div class="flex flex-wrap gap-1.5">
      <Refusal>{change.refusal}</Refusal>
      {report.files.map((file) => (
        <button
          key={file.format}
          type="button"
          class="button"
          title={`${fileSize(file.size_bytes)}, SHA-256 ${file.sha256}`}
          aria-disabled={change.isBusy}
          onClick={() => void fetchFile(file.format)}
        >
          <span class="sr-only">Download {periodWords(report)} as </span>
          {file.format.toUpperCase()}
        </button>
      ))}
    </div>
  );
}
