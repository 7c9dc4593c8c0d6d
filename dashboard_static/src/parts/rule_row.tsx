/** One rule: what it watches and whom it tells; changed, switched off and removed where it belongs. */
import type { Rule } from "../answers";
import { changeRule, removeRule } from "../api_alerts";
import { ruleWords } from "../incidents";
import { askAgain } from "../polled";
import { type Change, Refusal, useChange } from "./action";
import { OpenButton } from "./open_button";
import { type Opened, useOpened } from "./opened";
import { Question } from "./question";
import { RuleForm } from "./rule_form";
import { SeverityPill } from "./severity";

interface RowProps {
  rule: Rule;
  systems: readonly string[];
  /** It is of every client, and stands among a client's own. */
  isElsewhere: boolean;
  may: boolean;
}

export function RuleRow({ rule, systems, isElsewhere, may }: RowProps) {
  const turning = useChange();
  const editing = useOpened();
  const removing = useOpened();
  return (
    <li class="border-t border-line" data-rule={rule.rule_id}>
      <div class="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-4 py-2.5">
        <SeverityPill severity={rule.severity} />
        <div class="min-w-0 flex-1 basis-56">
          <p class={rule.is_enabled ? "" : "text-faint line-through"}>{rule.title}</p>
          <p class="text-sm text-dim">
            {ruleWords(rule)}
            {isElsewhere && " · of every client"}
            {!rule.is_enabled && " · switched off"}
          </p>
          {rule.eval_error_since !== null && <p class="text-sm text-down-ink">It could not be evaluated lately.</p>}
        </div>
        <Refusal>{turning.refusal}</Refusal>
        {may && !isElsewhere && <Buttons rule={rule} turning={turning} editing={editing} removing={removing} />}
      </div>
      {removing.isOpen && <Removal rule={rule} removing={removing} />}
      {editing.isOpen && <RuleForm clientId={rule.client_id} systems={systems} rule={rule} onDone={editing.close} />}
    </li>
  );
}

interface ButtonsProps {
  rule: Rule;
  turning: Change;
  editing: Opened;
  removing: Opened;
}

function Buttons({ rule, turning, editing, removing }: ButtonsProps) {
  const turn = () =>
    turning.run(async () => {
      await changeRule(rule.rule_id, { is_enabled: !rule.is_enabled });
      askAgain("rules");
    });
  const of = <span class="sr-only"> {rule.title}</span>;
  return (
    <div class="flex flex-wrap gap-2">
      <OpenButton opened={editing}>
        Edit{of}
      </OpenButton>
      <button type="button" class="button" aria-disabled={turning.isBusy} onClick={() => void turn()}>
        {rule.is_enabled ? "Switch off" : "Switch on"}
        {of}
      </button>
      <button ref={removing.opener} type="button" class="button" aria-expanded={removing.isOpen} onClick={removing.open}>
        Remove{of}
      </button>
    </div>
  );
}

function Removal({ rule, removing }: { rule: Rule; removing: Opened }) {
  const change = useChange();
  const remove = () =>
    change.run(async () => {
      await removeRule(rule.rule_id);
      askAgain("rules");
      removing.leave();
      document.getElementById("rules")?.focus();
    });
  return (
    <Question
      question={`Remove ${rule.title}? Its alerts end, and nobody is told of a recovery.`}
      yes="Remove it"
      change={change}
      onYes={() => void remove()}
      onNo={removing.close}
    />
  );
}
