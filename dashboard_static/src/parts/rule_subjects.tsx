/** What of a client a rule is about: the whole, each system, or some by name. */
import { type DraftRule, EVERY_CLIENT, type RuleEdits, type Subject, subjectOf } from "../rules";
import { Select, Ticks } from "./field";

interface SubjectsProps {
  draft: DraftRule;
  /** The client's systems; none for a rule of every client. */
  known: readonly string[];
  /** The tag that the rule was read with. */
  tag: string | null;
  set: (part: RuleEdits) => void;
  fault: string | null;
}

export function Subjects({ draft, known, tag, set, fault }: SubjectsProps) {
  const { systems = [] } = draft;
  const subject = subjectOf(draft);
  const isCommon = draft.client_id === EVERY_CLIENT;
  const names = [...new Set([...known, ...systems])].filter((name) => name !== "*");
  const options: (readonly [Subject, string])[] = [
    ["whole", isCommon ? "each client as a whole" : "the client as a whole"],
    ["each", isCommon ? "each system of each client" : "each of its systems"],
    ...(names.length > 0 ? ([["some", "some of its systems"]] as const) : []),
    ...(tag === null ? [] : ([["tag", `systems tagged ${tag}`]] as const)),
  ];
  const chosen: Record<Subject, RuleEdits> = {
    whole: { systems: [], tag: undefined },
    each: { systems: ["*"], tag: undefined },
    some: { systems: names, tag: undefined },
    tag: { systems: undefined, ...(tag !== null && { tag }) },
  };
  return (
    <>
      <Select label="of" value={subject} onPick={(picked) => set(chosen[picked as Subject])} options={options} fault={subject === "some" ? null : fault} />
      {subject === "some" && (
        <Ticks
          legend="namely"
          options={names.map((name) => ({ value: name, text: name }))}
          chosen={systems}
          onChoose={(picked) => set({ systems: picked })}
          fault={fault}
        />
      )}
    </>
  );
}
