/** A box to tick, as large as a finger needs it; `null` is some of several. */
interface ChoiceProps {
  label: string;
  isChosen: boolean | null;
  onChoose: (isChosen: boolean) => void;
}

export function Choice({ label, isChosen, onChoose }: ChoiceProps) {
  return (
    <button
      type="button"
      role="checkbox"
      class="print-hidden -ml-1 inline-flex size-6 shrink-0 items-center justify-center self-center align-middle"
      aria-label={label}
      aria-checked={isChosen ?? "mixed"}
      onClick={() => onChoose(isChosen !== true)}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" fill="none" aria-hidden="true">
        <rect x=".75" y=".75" width="14.5" height="14.5" rx="3.5" class={isChosen === false ? "fill-card stroke-faint" : "fill-accent stroke-accent"} />
        {isChosen !== false && (
          <path d={isChosen === null ? "M4.5 8h7" : "m4.5 8.3 2.4 2.4 4.6-5"} class="stroke-on-accent" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
        )}
      </svg>
    </button>
  );
}
