/** Reports in the words of the page. Pure. */
import type { BulkProgress, Report } from "./answers";
import { count, dayName } from "./format";

export const TYPE_WORDS: Record<string, string> = {
  daily: "Daily",
  weekly: "Weekly",
  monthly: "Monthly",
  quarterly: "Quarterly",
  custom: "Of a time asked for",
};

/** The days that a report is of: its own label once it is made. */
export function periodWords(report: Report): string {
  if (report.period_label !== null) return report.period_label;
  if (report.first_day === report.last_day) return dayName(report.first_day, true);
  return `${dayName(report.first_day)} – ${dayName(report.last_day)} ${report.last_day.slice(0, 4)}`;
}

/** "52 kB", "1.4 MB". */
export function fileSize(bytes: number): string {
  if (bytes < 1_000_000) return `${count(Math.max(1, Math.round(bytes / 1_000)))}\u00a0kB`;
  return `${(bytes / 1_000_000).toFixed(1)}\u00a0MB`;
}

/** How far everybody's reports are, in a sentence. */
export function bulkWords({ total, done, failed, remaining }: BulkProgress): string {
  const said = [`${count(done)} ready`, ...(failed > 0 ? [`${count(failed)} failed`] : [])];
  if (total === null || remaining === null) return `${said.join(", ")}; clients are still being listed`;
  if (remaining > 0) said.push(`${count(remaining)} to come`);
  return `${said.join(", ")} of ${count(total)}`;
}

/** Addresses as somebody types them: commas, semicolons, spaces or lines between them. */
export function readAddresses(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((address) => address !== ""))];
}
