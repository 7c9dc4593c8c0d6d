/** Why a status is what it is, and for how long. The words are the service's own. */
import type { Shown } from "../status";
import { Lasting } from "./times";

const INKS: Record<Shown, string> = {
  down: "text-down-ink",
  degraded: "text-degraded-ink",
  unknown: "text-dim",
  maintenance: "text-maintenance-ink",
  healthy: "text-faint",
  inactive: "text-faint",
};

interface ReasonProps {
  status: Shown;
  reason: string | null;
  since: string | null;
}

export function Reason({ status, reason, since }: ReasonProps) {
  if (reason === null && since === null) return <span class="text-faint">–</span>;
  return (
    <span>
      {reason !== null && <span class={INKS[status]}>{reason}</span>}
      {since !== null && (
        <span class="text-faint">
          {reason !== null && " · "}
          for <Lasting since={since} />
        </span>
      )}
    </span>
  );
}
