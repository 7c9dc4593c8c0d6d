/** The rules that watch a client, its own and those of every client; or the latter alone, where they are changed. */
import type { Rule } from "../answers";
import { loadCommonRules, loadRules } from "../api_alerts";
import { usePolled } from "../polled";
import { EVERY_CLIENT } from "../rules";
import { mayChange, mayChangeAll } from "./action";
import { useOpened } from "./opened";
import { Part } from "./part";
import { RuleForm } from "./rule_form";
import { RuleRow } from "./rule_row";

interface RulesProps {
  /** Or "*" for every one. */
  clientId: string;
  systems: readonly string[];
}

export function Rules({ clientId, systems }: RulesProps) {
  const isCommon = clientId === EVERY_CLIENT;
  const making = useOpened();
  const rules = usePolled(`rules ${clientId}`, isCommon ? loadCommonRules : () => loadRules(clientId), 10);
  const may = isCommon ? mayChangeAll() : mayChange();
  return (
    <section class="card mb-4 overflow-clip" aria-labelledby="rules">
      <div class="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
        <h2 id="rules" tabIndex={-1} class="font-bold">
          {isCommon ? "Rules of every client" : "Rules"}
        </h2>
        {may && !making.isOpen && (
          <button ref={making.opener} type="button" class="button" onClick={making.open}>
            Add a rule
          </button>
        )}
      </div>
      {making.isOpen && <RuleForm clientId={clientId} systems={systems} rule={null} onDone={making.close} />}
      <div class="px-4 empty:hidden">
        <Part poller={rules} what="the rules" place="h-16 mb-3">
          {() => null}
        </Part>
      </div>
      {rules.data.value !== null && <List rules={rules.data.value.rules} clientId={clientId} systems={systems} may={may} />}
    </section>
  );
}

function List({ rules, clientId, systems, may }: RulesProps & { rules: readonly Rule[]; may: boolean }) {
  if (rules.length === 0) {
    return (
      <p class="border-t border-line px-4 py-4 text-dim">
        {clientId === EVERY_CLIENT ? "No rule watches every client." : "No rule watches this client: nobody is told when it fails."}
      </p>
    );
  }
  return (
    <ul>
      {rules.map((rule) => (
        <RuleRow key={rule.rule_id} rule={rule} systems={systems} isElsewhere={rule.client_id !== clientId} may={may} />
      ))}
    </ul>
  );
}
