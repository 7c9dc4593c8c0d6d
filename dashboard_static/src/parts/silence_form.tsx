/** Nobody is told for a while: of a client or of one of its systems, and why not. */
import { useState } from "preact/hooks";
import type { SilenceOrder } from "../api_alerts";
import { askAgain } from "../polled";
import { Refusal, useChange } from "./action";

const LENGTHS: readonly { text: string; ends: Pick<SilenceOrder, "minutes" | "until_recovered"> }[] = [
  { text: "1 hour", ends: { minutes: 60 } },
  { text: "4 hours", ends: { minutes: 240 } },
  { text: "1 day", ends: { minutes: 1_440 } },
  { text: "1 week", ends: { minutes: 10_080 } },
  { text: "Until it has recovered", ends: { until_recovered: true } },
];

interface SilenceFormProps {
  systems: readonly string[];
  onSilence: (order: SilenceOrder) => Promise<unknown>;
  onDone: () => void;
}

export function SilenceForm({ systems, onSilence, onDone }: SilenceFormProps) {
  const [reason, setReason] = useState("");
  const [length, setLength] = useState(0);
  const [system, setSystem] = useState("");
  const change = useChange();
  const submit = async (event: Event) => {
    event.preventDefault();
    const ends = LENGTHS[length]?.ends ?? {};
    const order = { ...(system !== "" && { system_name: system }), reason: reason.trim(), ...ends };
    if (await change.run(() => onSilence(order))) {
      askAgain("silences");
      onDone();
    }
  };
  return (
    <form class="flex flex-wrap items-end gap-3" onSubmit={(event) => void submit(event)}>
      <label class="min-w-0 flex-1 basis-60 text-sm">
        <span class="mb-1 block text-dim">Why nobody needs to be told</span>
        <input
          class="field w-full"
          required
          maxLength={300}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      {systems.length > 1 && (
        <label class="text-sm">
          <span class="mb-1 block text-dim">Of</span>
          <select class="field" value={system} onChange={(event) => setSystem(event.currentTarget.value)}>
            <option value="">the whole client</option>
            {systems.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      <label class="text-sm">
        <span class="mb-1 block text-dim">For</span>
        <select class="field" value={String(length)} onChange={(event) => setLength(Number(event.currentTarget.value))}>
          {LENGTHS.map(({ text }, index) => (
            <option key={text} value={String(index)}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="button button-main" aria-disabled={change.isBusy}>
        Silence
      </button>
      <button type="button" class="button" onClick={onDone}>
        Cancel
      </button>
      <div class="basis-full empty:hidden">
        <Refusal>{change.refusal}</Refusal>
      </div>
    </form>
  );
}
