/** The rules that watch a client: its own and those of every client. */
import { useState } from "preact/hooks";
import type { Rule } from "../answers";
import { changeRule, loadRules, removeRule } from "../api_alerts";
import { ruleWords } from "../incidents";
import { askAgain, usePolled } from "../polled";
import { mayChange, Refusal, useChange } from "./action";
import { Part } from "./part";
import { RuleForm } from "./rule_form";
import { SeverityPill } from "./severity";

export function Rules({ clientId }: { clientId: string }) {
  const [isMaking, setMaking] = useState(false);
  const rules = usePolled(`rules ${clientId}`, () => loadRules(clientId), 10);
  return (
    <section class="card mb-4" aria-labelledby="rules">
      <div class="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
        <h2 id="rules" class="font-bold">
          Rules
        </h2>
        {mayChange() && !isMaking && (
          <button type="button" class="button" onClick={() => setMaking(true)}>
            Add a rule
          </button>
        )}
      </div>
      {isMaking && <RuleForm clientId={clientId} onDone={() => setMaking(false)} />}
      <div class="px-4 empty:hidden">
        <Part poller={rules} what="the rules" place="h-16 mb-3">
          {() => null}
        </Part>
      </div>
      {rules.data.value !== null && <List rules={rules.data.value.rules} />}
    </section>
  );
}

function List({ rules }: { rules: readonly Rule[] }) {
  if (rules.length === 0) {
    return <p class="border-t border-line px-4 py-4 text-dim">No rule watches this client: nobody is told when it fails.</p>;
  }
  return (
    <ul>
      {rules.map((rule) => (
        <Row key={rule.rule_id} rule={rule} />
      ))}
    </ul>
  );
}

function Row({ rule }: { rule: Rule }) {
  const change = useChange();
  const run = (work: () => Promise<unknown>) =>
    change.run(async () => {
      await work();
      askAgain("rules");
    });
  return (
    <li class="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-4 py-2.5" data-rule={rule.rule_id}>
      <SeverityPill severity={rule.severity} />
      <div class="min-w-0 flex-1 basis-56">
        <p class={rule.is_enabled ? "" : "text-faint line-through"}>{rule.title}</p>
        <p class="text-sm text-dim">
          {ruleWords(rule)}
          {rule.client_id === "*" && " · of every client"}
          {!rule.is_enabled && " · switched off"}
        </p>
        {rule.eval_error_since !== null && <p class="text-sm text-down-ink">It could not be evaluated lately.</p>}
      </div>
      <Refusal>{change.refusal}</Refusal>
      {mayChange() && rule.client_id !== "*" && (
        <>
          <button
            type="button"
            class="button"
            aria-disabled={change.isBusy}
            onClick={() => void run(() => changeRule(rule.rule_id, { is_enabled: !rule.is_enabled }))}
          >
            {rule.is_enabled ? "Switch off" : "Switch on"}
            <span class="sr-only"> {rule.title}</span>
          </button>
          <button type="button" class="button" aria-disabled={change.isBusy} onClick={() => void run(() => removeRule(rule.rule_id))}>
            Remove<span class="sr-only"> {rule.title}</span>
          </button>
        </>
      )}
    </li>
  );
}
