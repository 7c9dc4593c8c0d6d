/** A rule is made or changed, and tried on the past before it is saved. */
import { useState } from "preact/hooks";
import type { Backtest, Rule } from "../answers";
import { backtest, changeRule, loadRule, saveRule } from "../api_alerts";
import { COMPARISON_WORDS, METRIC_CHOICES, SEVERITY_WORDS } from "../incidents";
import { askAgain } from "../polled";
import { faultOf, restOf } from "../refused";
import { changesOf, draftOf, type DraftRule, newRule, NO_DATA_WORDS, type RuleEdits } from "../rules";
import { Refusal, useChange } from "./action";
import { BacktestResult } from "./backtest";
import { useEdited } from "./edited";
import { Field, Select } from "./field";
import { useFormFocus } from "./opened";
import { Subjects } from "./rule_subjects";
import { Told } from "./rule_told";

const HOLDS = [0, 2, 5, 10, 30, 60];
const FIELDS = ["comparison", "threshold", "for_minutes", "severity", "no_data", "no_data_after_minutes", "systems", "channels"];

interface RuleFormProps {
  clientId: string;
  /** Those that the client has; none for a rule of every client. */
  systems: readonly string[];
  /** Null: a new one. */
  rule: Rule | null;
  onDone: () => void;
}

export function RuleForm({ clientId, systems, rule, onDone }: RuleFormProps) {
  const { base, save } = useEdited(rule, async () => rule && loadRule(rule.rule_id));
  const [edits, setEdits] = useState<RuleEdits>({});
  const [tried, setTried] = useState<{ edits: RuleEdits; result: Backtest } | null>(null);
  const change = useChange();
  const form = useFormFocus(change.refused);
  const draft: DraftRule = { ...(base === null ? newRule(clientId) : draftOf(base)), ...edits };
  const set = (part: RuleEdits) => setEdits({ ...edits, ...part });
  const fault = (name: string) => faultOf(change.refused, name);
  const tryIt = () => change.run(async () => setTried({ edits, result: await backtest(draft) }));
  const submit = async (event: Event) => {
    event.preventDefault();
    await change.run(async () => {
      await save((read) => (read === null ? saveRule(draft) : changeRule(read.rule_id, { ...changesOf(read, edits), version: read.version })));
      askAgain("rules");
      onDone();
    });
  };
  return (
    <form
      ref={form}
      class="flex flex-wrap items-start gap-x-4 gap-y-3 border-t border-line bg-page px-4 py-3.5"
      onSubmit={(event) => void submit(event)}
    >
      {base === null ? <Metric draft={draft} set={set} /> : <FixedMetric name={base.metric_name} />}
      <Condition draft={draft} set={set} fault={fault} />
      <NoData draft={draft} set={set} fault={fault} />
      <Subjects draft={draft} known={systems} tag={base?.tag ?? null} set={set} fault={fault("systems")} />
      <Told chosen={draft.channels} onChoose={(channels) => set({ channels })} fault={fault("channels")} />
      <div class="flex basis-full flex-wrap gap-2">
        <button type="submit" class="button button-main" aria-disabled={change.isBusy}>
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
        <Refusal>{restOf(change.refused, FIELDS)}</Refusal>
        {tried !== null && (
          <BacktestResult tried={tried.result} isOld={tried.edits !== edits} onUse={(threshold) => set({ threshold })} />
        )}
      </div>
    </form>
  );
}

interface PartProps {
  draft: DraftRule;
  set: (part: RuleEdits) => void;
  fault: (name: string) => string | null;
}

function Metric({ draft, set }: Omit<PartProps, "fault">) {
  const pick = (name: string) => {
    const chosen = METRIC_CHOICES.find((each) => each.name === name);
    if (chosen) set({ metric_name: chosen.name, comparison: chosen.comparison, threshold: chosen.threshold });
  };
  return <Select label="When" value={draft.metric_name} onPick={pick} options={METRIC_CHOICES.map(({ name, title }) => [name, title])} />;
}

/** What a rule reads is never changed: that would be another rule. */
function FixedMetric({ name }: { name: string }) {
  return (
    <div class="text-sm">
      <p class="mb-1 text-dim">When</p>
      <p class="flex min-h-7 items-center">{METRIC_CHOICES.find((each) => each.name === name)?.title ?? name}</p>
    </div>
  );
}

function Condition({ draft, set, fault }: PartProps) {
  const metric = METRIC_CHOICES.find(({ name }) => name === draft.metric_name);
  const holds = [...new Set([...HOLDS, draft.for_minutes])].sort((a, b) => a - b);
  return (
    <>
      <Select
        label="is"
        value={draft.comparison}
        onPick={(comparison) => set({ comparison: comparison as Rule["comparison"] })}
        options={Object.entries(COMPARISON_WORDS)}
        fault={fault("comparison")}
      />
      <Field label={metric?.unit ? `Value, ${metric.unit}` : "Value"} fault={fault("threshold")}>
        {(attributes) => (
          <input
            {...attributes}
            class="field w-28"
            type="number"
            step="any"
            required
            value={draft.threshold}
            onInput={(event) => set({ threshold: event.currentTarget.valueAsNumber })}
          />
        )}
      </Field>
      <Select
        label="for"
        value={String(draft.for_minutes)}
        onPick={(minutes) => set({ for_minutes: Number(minutes) })}
        options={holds.map((minutes) => [String(minutes), minutes === 0 ? "no time: at once" : `${minutes} minutes`])}
        fault={fault("for_minutes")}
      />
      <Select
        label="it is"
        value={draft.severity}
        onPick={(severity) => set({ severity: severity as Rule["severity"] })}
        options={Object.entries(SEVERITY_WORDS)}
        fault={fault("severity")}
      />
    </>
  );
}

function NoData({ draft, set, fault }: PartProps) {
  const { no_data = "keep", no_data_after_minutes = 30 } = draft;
  return (
    <>
      <Select
        label="Without data"
        value={no_data}
        onPick={(picked) => set({ no_data: picked as Rule["no_data"] })}
        options={Object.entries(NO_DATA_WORDS)}
        fault={fault("no_data")}
      />
      {no_data !== "keep" && (
        <Field label="after, minutes" fault={fault("no_data_after_minutes")}>
          {(attributes) => (
            <input
              {...attributes}
              class="field w-28"
              type="number"
              required
              value={no_data_after_minutes}
              onInput={(event) => set({ no_data_after_minutes: event.currentTarget.valueAsNumber })}
            />
          )}
        </Field>
      )}
    </>
  );
}
