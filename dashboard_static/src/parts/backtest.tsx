/** What a draft rule would have done, and what other thresholds would. */
import type { Backtest } from "../answers";
import { count, duration, NONE } from "../format";
import { backtestWords } from "../incidents";

interface BacktestResultProps {
  tried: Backtest;
  /** The draft has changed since. */
  isOld: boolean;
  onUse: (threshold: number) => void;
}

export function BacktestResult({ tried, isOld, onUse }: BacktestResultProps) {
  const isOther = tried.recommended_threshold !== tried.rule.threshold;
  return (
    <div class={`min-w-0 basis-full ${isOld ? "opacity-60" : ""}`} data-backtest>
      <p>
        <b class="font-bold">{tried.rule.title}:</b> {backtestWords(tried)}
        {isOld && " The rule was changed since."}
      </p>
      {isOther && (
        <p class="mt-1 flex flex-wrap items-center gap-2 text-sm text-dim">
          Recommended is {tried.recommended_threshold}: it {tried.reason}.
          <button type="button" class="button" onClick={() => onUse(tried.recommended_threshold)}>
            Use {tried.recommended_threshold}
          </button>
        </p>
      )}
      {tried.sweep.length > 1 && (
        <details class="mt-2">
          <summary class="min-h-6 cursor-pointer text-sm">Other thresholds</summary>
          <div class="overflow-x-auto" tabIndex={0} role="region" aria-label="Other thresholds">
            <Sweep tried={tried} />
          </div>
        </details>
      )}
    </div>
  );
}

function Sweep({ tried }: { tried: Backtest }) {
  return (
    <table class="mt-1 border-collapse text-left text-sm">
      <thead class="text-xs text-dim">
        <tr>
          {["Threshold", "Fires", "In all", "Real ones told", "Missed"].map((name, index) => (
            <th key={name} scope="col" class={`py-1 pr-4 font-normal ${index > 0 ? "text-right" : ""}`}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tried.sweep.map((trial) => (
          <tr key={trial.threshold} class="border-t border-line">
            <th scope="row" class="py-1 pr-4 text-left font-normal">
              {trial.threshold}
              {trial.threshold === tried.recommended_threshold && <span class="text-healthy-ink"> recommended</span>}
            </th>
            <td class="py-1 pr-4 text-right">{count(trial.fired)}</td>
            <td class="py-1 pr-4 text-right">{trial.minutes === 0 ? NONE : duration(trial.minutes * 60_000)}</td>
            <td class="py-1 pr-4 text-right">{count(trial.real_incidents_told)}</td>
            <td class="py-1 pr-4 text-right">{count(trial.real_incidents_missed)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
