/** A question before something goes that does not come back; "no" has the focus. */
import { useEffect, useRef } from "preact/hooks";
import { type Change, Refusal } from "./action";

interface QuestionProps {
  question: string;
  yes: string;
  change: Change;
  onYes: () => void;
  onNo: () => void;
}

export function Question({ question, yes, change, onYes, onNo }: QuestionProps) {
  const no = useRef<HTMLButtonElement>(null);
  useEffect(() => no.current?.focus(), []);
  return (
    <div role="group" aria-label={question} class="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line bg-page px-4 py-3">
      <p class="min-w-0 flex-1 basis-60 text-sm">{question}</p>
      <Refusal>{change.refusal}</Refusal>
      <div class="flex gap-2">
        <button type="button" class="button button-danger" aria-disabled={change.isBusy} onClick={onYes}>
          {yes}
        </button>
        <button ref={no} type="button" class="button" onClick={onNo}>
          Keep it
        </button>
      </div>
    </div>
  );
}
