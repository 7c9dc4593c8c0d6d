/** A new rule, tried on the past before it is saved. */
import { useState } from "preact/hooks";
import type { Backtest, Rule } from "../answers";
import { backtest, type DraftRule, loadChannels, saveRule } from "../api_alerts";
import { COMPARISON_WORDS, METRIC_CHOICES, SEVERITY_WORDS } from "../incidents";
import { askAgain, usePolled } from "../polled";
import { Refusal, useChange } from "./action";
import { BacktestResult } from "./backtest";

const FIRST = METRIC_CHOICES[1];
const HOLDS = [0, 2, 5, 10, 30, 60];

export function RuleForm({ clientId, onDone }: { clientId: string; onDone: () => void }) {
  const [draft, setDraft] = useState<DraftRule>({
    client_id: clientId,
    metric_name: FIRST.name,
    comparison: FIRST.comparison,
    threshold: FIRST.threshold,
    channels: ["email"],
    severity: "warning",
    for_minutes: 2,
  });
  const [tried, setTried] = useState<{ draft: DraftRule; result: Backtest } | null>(null);
  const change = useChange();
  const tryIt = () => change.run(async () => setTried({ draft, result: await backtest(draft) }));
  const metric = METRIC_CHOICES.find(({ name }) => name === draft.metric_name) ?? FIRST;
  const set = (part: Partial<DraftRule>) => setDraft({ ...draft, ...part });
  const pick = (name: string) => {
    const chosen = METRIC_CHOICES.find((each) => each.name === name) ?? FIRST;
    set({ metric_name: chosen.name, comparison: chosen.comparison, threshold: chosen.threshold });
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (await change.run(() => saveRule(draft))) {
      askAgain("rules");
      onDone();
    }
  };
  return (
    <form class="flex flex-wrap items-end gap-3 border-t border-line bg-page px-4 py-3.5" onSubmit={(event) => void submit(event)}>
      <Select label="When" value={draft.metric_name} onPick={pick} options={METRIC_CHOICES.map(({ name, title }) => [name, title])} />
      <Select
        label="is"
        value={draft.comparison}
        onPick={(comparison) => set({ comparison: comparison as Rule["comparison"] })}
        options={Object.entries(COMPARISON_WORDS)}
      />
      <label class="text-sm">
        <span class="mb-1 block text-dim">{metric.unit === "" ? "Value" : `Value, ${metric.unit}`}</span>
        <input
          class="field w-28"
          type="number"
          step="any"
          required
          value={draft.threshold}
          onInput={(event) => set({ threshold: event.currentTarget.valueAsNumber })}
        />
      </label>
      <Select
        label="for"
        value={String(draft.for_minutes)}
        onPick={(minutes) => set({ for_minutes: Number(minutes) })}
        options={HOLDS.map((minutes) => [String(minutes), minutes === 0 ? "no time: at once" : `${minutes} minutes`])}
      />
      <Select
        label="it is"
        value={draft.severity}
        onPick={(severity) => set({ severity: severity as Rule["severity"] })}
        options={Object.entries(SEVERITY_WORDS)}
      />
      <Channels chosen={draft.channels} onChoose={(channels) => set({ channels })} />
      <div class="flex flex-wrap gap-2">
        <button type="submit" class="button button-main" aria-disabled={change.isBusy || draft.channels.length === 0}>
          Save
        </button>
        <button type="button" class="button" aria-disabled={change.isBusy} onClick={() => void tryIt()}>
          Try on the last 30 days
        </button>
        <button type="button" class="button" onClick={onDone}>
          Cancel
        </button>
      </div>
      <div class="min-w-0 basis-full empty:hidden" aria-live="polite">
        {change.refusal !== null && <Refusal>{change.refusal}</Refusal>}
        {tried !== null && (
          <BacktestResult
            tried={tried.result}
            isOld={tried.draft !== draft}
            onUse={(threshold) => set({ threshold })}
          />
        )}
      </div>
    </form>
  );
}

interface SelectProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  onPick: (value: string) => void;
}

function Select({ label, value, options, onPick }: SelectProps) {
  return (
    <label class="max-w-full min-w-0 text-sm">
      <span class="mb-1 block text-dim">{label}</span>
      <select class="field max-w-full" value={value} onChange={(event) => onPick(event.currentTarget.value)}>
        {options.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Channels({ chosen, onChoose }: { chosen: readonly string[]; onChoose: (channels: string[]) => void }) {
  const channels = usePolled("channels", loadChannels, 10).data.value?.channels ?? [];
  const toggle = (id: string) => onChoose(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  return (
    <fieldset class="text-sm">
      <legend class="mb-1 text-dim">and tell</legend>
      <div class="flex flex-wrap gap-x-4">
        {channels.map((channel) => (
          <label key={channel.channel_id} class="flex min-h-7 items-center gap-1.5">
            <input
              type="checkbox"
              class="size-6 accent-accent"
              checked={chosen.includes(channel.channel_id)}
              onChange={() => toggle(channel.channel_id)}
            />
            {channel.name}
            {!channel.is_usable && (
              <span class="text-xs text-degraded-ink">{channel.fault === null ? "not set up" : "broken"}</span>
            )}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
