/** What nobody is told of at the moment, and why. */
import type { SilenceList } from "../answers";
import { endSilence, loadSilences } from "../api_alerts";
import { exactTime } from "../format";
import { askAgain, usePolled } from "../polled";
import { mayChange, Refusal, useChange } from "./action";
import { Part } from "./part";

type Silence = SilenceList["silences"][number];

export function Silences({ clientId }: { clientId?: string }) {
  const silences = usePolled("silences", loadSilences, 4);
  return (
    <section class="card mb-4" aria-labelledby="silences">
      <h2 id="silences" class="px-4 py-3 font-bold">
        Silences
      </h2>
      <div class="border-t border-line">
        <Part poller={silences} what="the silences" place="h-12">
          {(answer) => <List silences={answer.silences.filter((each) => clientId === undefined || each.client_id === clientId || each.client_id === null)} />}
        </Part>
      </div>
    </section>
  );
}

function List({ silences }: { silences: readonly Silence[] }) {
  if (silences.length === 0) return <p class="px-4 py-3 text-dim">Nothing is silenced.</p>;
  return (
    <ul class="divide-y divide-line">
      {silences.map((silence) => (
        <Row key={silence.silence_id} silence={silence} />
      ))}
    </ul>
  );
}

function Row({ silence }: { silence: Silence }) {
  const change = useChange();
  const what = [silence.client_id ?? "Every client", silence.system_name, silence.tag && `tag ${silence.tag}`, silence.rule_id && "one rule"].filter(Boolean);
  const end = () =>
    change.run(async () => {
      await endSilence(silence.silence_id);
      askAgain("silences");
    });
  return (
    <li class="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
      <div class="min-w-0 flex-1 basis-56">
        <p>
          {what.join(", ")}: {silence.reason}
        </p>
        <p class="text-sm text-dim">
          by {silence.created_by}, {silence.until_recovered ? "until it has recovered" : `until ${exactTime(Date.parse(silence.ends_at))}`}
        </p>
      </div>
      <Refusal>{change.refusal}</Refusal>
      {mayChange() && (
        <button type="button" class="button" aria-disabled={change.isBusy} onClick={() => void end()}>
          End<span class="sr-only"> the silence of {what.join(", ")}</span>
        </button>
      )}
    </li>
  );
}
