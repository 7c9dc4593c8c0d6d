/** What was found, on every page of it, as a file. */
import type { ClientRow } from "../answers";
import { currentTime } from "../clock";
import { clientsCsv, csvName } from "../csv";
import { LineIcon } from "./icons";

export function SaveCsv({ rows }: { rows: readonly ClientRow[] }) {
  const save = () => {
    const url = URL.createObjectURL(new Blob([clientsCsv(rows)], { type: "text/csv" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = csvName(currentTime());
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <button type="button" class="button print-hidden" onClick={save}>
      <LineIcon name="download" size={12} /> CSV
    </button>
  );
}
