/** What the page asks of reports. */
import type { Brand, BulkProgress, DownloadLink, Report, ReportList, ReportSchedule, ReportScheduleList } from "./answers";
import { answered, changed } from "./api";

export const REPORT_TYPES = ["daily", "weekly", "monthly", "quarterly"] as const;
export type ReportType = (typeof REPORT_TYPES)[number];

/** Of one client, or of all; the last ordered first. */
export function loadReports({ clientId, cursor }: { clientId?: string; cursor?: string }): Promise<ReportList> {
  const query = new URLSearchParams({
    ...(clientId && { client_id: clientId }),
    ...(cursor && { cursor }),
    limit: "50",
  });
  return answered<ReportList>(`/api/reports?${query}`);
}

export interface NewReport {
  client_id: string;
  report_type: ReportType;
  /** The last complete calendar week or month, not the days that ended now. */
  calendar: boolean;
  include_recommendations: boolean;
  reissue?: boolean;
}

export function makeReport(body: NewReport): Promise<Report> {
  return changed<Report>("POST", "/api/reports", body);
}

export function loadReport(report: Pick<Report, "client_id" | "report_id">): Promise<Report> {
  return answered<Report>(reportPath(report));
}

/** A link that works for five minutes. */
export function loadDownload(report: Pick<Report, "client_id" | "report_id">, format: string): Promise<DownloadLink> {
  return answered<DownloadLink>(`${reportPath(report)}/download?format=${format}`);
}

function reportPath({ client_id, report_id }: Pick<Report, "client_id" | "report_id">): string {
  return `/api/reports/${encodeURIComponent(client_id)}/${encodeURIComponent(report_id)}`;
}

/** A report of every active client. */
export function makeAllReports(reportType: ReportType): Promise<BulkProgress> {
  return changed<BulkProgress>("POST", "/api/reports/bulk", { report_type: reportType });
}

export function loadBulk(bulkId: string): Promise<BulkProgress> {
  return answered<BulkProgress>(`/api/reports/bulk/${encodeURIComponent(bulkId)}`);
}

export function loadSchedules(clientId: string): Promise<ReportScheduleList> {
  return answered<ReportScheduleList>(schedulesOf(clientId));
}

export function setSchedule(
  clientId: string,
  reportType: ReportType,
  body: { at: string; recipients: string[] },
): Promise<ReportSchedule> {
  return changed<ReportSchedule>("PUT", `${schedulesOf(clientId)}/${reportType}`, body);
}

export function removeSchedule(clientId: string, reportType: string): Promise<unknown> {
  return changed("DELETE", `${schedulesOf(clientId)}/${encodeURIComponent(reportType)}`);
}

function schedulesOf(clientId: string): string {
  return `/api/clients/${encodeURIComponent(clientId)}/report-schedules`;
}

/** Whose name reports carry that are of no client with a name of its own. */
export function loadBrand(): Promise<Brand> {
  return answered<Brand>("/api/reports/brand");
}

/** A logo is a picture in base64, null for none any more; where it is not named, the one that is there stays. */
export function setBrand(brand: { name: string; accent: string; footer?: string; logo?: string | null }): Promise<Brand> {
  return changed<Brand>("PUT", "/api/reports/brand", brand);
}
