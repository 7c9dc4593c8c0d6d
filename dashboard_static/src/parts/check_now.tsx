/** A check at once, followed until it has found something. What it finds counts nowhere. */
import { useEffect, useState } from "preact/hooks";
import type { ManualCheck } from "../answers";
import { checkNow, loadCheck } from "../api";
import { currentTime, now } from "../clock";
import { responseTime } from "../format";
import { mayChange, Refusal, useChange } from "./action";
import { Pill } from "./pill";

const LOOK_EACH_MS = 1_000;
const REST_MS = 10_000; // the next one would find the same

export interface CheckingNow {
  check: ManualCheck | null;
  refusal: string | null;
  isResting: boolean;
  start: () => void;
  forget: () => void;
}

export function useCheckNow(clientId: string): CheckingNow {
  const [check, setCheck] = useState<ManualCheck | null>(null);
  const [startedAt, setStartedAt] = useState(0);
  const asking = useChange();
  const looking = useChange();
  const isOpen = check !== null && (check.state === "queued" || check.state === "running");
  useEffect(() => {
    if (!isOpen) return;
    const timer = setTimeout(() => {
      void looking.run(async () => setCheck(await loadCheck(clientId, check.check_id)));
    }, LOOK_EACH_MS);
    return () => clearTimeout(timer);
  }, [check, looking.isBusy]);
  const isResting = asking.isBusy || isOpen || now.value - startedAt < REST_MS;
  const start = () => {
    if (isResting) return;
    setStartedAt(currentTime());
    void asking.run(async () => setCheck(await checkNow(clientId)));
  };
  return { check, refusal: asking.refusal ?? looking.refusal, isResting, start, forget: () => setCheck(null) };
}

/** It stays focusable while it rests, so that the focus is not lost under a reader. */
export function CheckNowButton({ checking }: { checking: CheckingNow }) {
  if (!mayChange()) return null;
  return (
    <button type="button" class="button" aria-disabled={checking.isResting} onClick={checking.start}>
      Check now
    </button>
  );
}

const STATE_WORDS: Record<ManualCheck["state"], string> = {
  queued: "Queued",
  running: "Checking now",
  finished: "Checked just now",
  given_up: "Nobody came to check in five minutes",
};

export function CheckFindings({ checking }: { checking: CheckingNow }) {
  const { check, refusal } = checking;
  return (
    <div aria-live="polite">
      {refusal !== null && (
        <div class="mb-4">
          <Refusal>Could not check: {refusal}.</Refusal>
        </div>
      )}
      {check !== null && (
        <section class="card mb-4" aria-labelledby="check-now">
          <div class="flex items-center justify-between gap-3 px-4 py-3">
            <h2 id="check-now" class="font-bold">
              {STATE_WORDS[check.state]}
            </h2>
            {check.state !== "queued" && check.state !== "running" && (
              <button type="button" class="button" onClick={checking.forget}>
                Close
              </button>
            )}
          </div>
          <Findings check={check} />
        </section>
      )}
    </div>
  );
}

function Findings({ check }: { check: ManualCheck }) {
  if (check.findings.length === 0) return null;
  return (
    <>
      <ul class="border-t border-line">
        {check.findings.map((found) => (
          <li key={found.system_name} class="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2">
            <Pill status={found.status} />
            <span>{found.system_name}</span>
            <span class="text-dim">{responseTime(found.response_time_ms)}</span>
            {found.reason !== null && <span class="text-sm text-dim">{found.reason}</span>}
            {found.attempts > 1 && <span class="text-sm text-faint">after {found.attempts} attempts</span>}
          </li>
        ))}
      </ul>
      <p class="px-4 py-2.5 text-xs text-faint">
        It counts nowhere: status and uptime come from the checks that run every few minutes.
      </p>
    </>
  );
}
