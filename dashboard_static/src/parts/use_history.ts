/** The histories of a client, as the parts of its page share them. */
import type { History } from "../answers";
import { loadHistory } from "../api";
import type { Range } from "../history";
import { usePolled } from "../polled";
import type { Poller } from "../poller";

/** How many refreshes of the page pass before a span is asked for again: long ones change slowly. */
const TIMES: Record<Range, number> = { "24h": 2, "7d": 10, "30d": 20, "90d": 20 };

export function useHistory(clientId: string, range: Range, system?: string): Poller<History> {
  return usePolled(
    `history ${clientId} ${range} ${system ?? ""}`,
    () => loadHistory(clientId, { timeframe: range }, system),
    TIMES[range],
  );
}

export function useDayHistory(clientId: string, day: string, system: string): Poller<History> {
  return usePolled(`history ${clientId} ${day} ${system}`, () => loadHistory(clientId, { day }, system), 2);
}
