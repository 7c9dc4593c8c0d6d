/** What keys do, and the switch for them. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { areShortcutsOn, isHelpOpen, PLACES, switchShortcuts } from "../shortcuts";

const KEYS: readonly (readonly [string, string])[] = [
  ["/", "Find a client"],
  ["j", "Next row"],
  ["k", "Row before"],
  ["Enter", "Open the row"],
  ["c", "Check the client of the row, or of the page, now"],
  ...Object.entries(PLACES).map(([key, { name }]) => [`g ${key}`, name] as const),
  ["?", "This list"],
  ["Esc", "Close, or leave the wall"],
];

export function ShortcutHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="card m-auto w-96 max-w-[calc(100vw-2rem)] p-4 text-ink backdrop:bg-[rgb(0_0_0/0.5)]"
      aria-labelledby="shortcuts"
      onClose={() => {
        isHelpOpen.value = false;
      }}
    >
      <div class="mb-3 flex items-center justify-between gap-3">
        <h2 id="shortcuts" class="font-bold">
          Keyboard shortcuts
        </h2>
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      <dl class={`grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-4 gap-y-1.5 ${areShortcutsOn.value ? "" : "text-faint"}`}>
        {KEYS.map(([keys, what]) => (
          <div key={keys} class="contents">
            <dt class="flex gap-1">
              {keys.split(" ").map((key) => (
                <kbd key={key} class="min-w-6 rounded border border-line px-1.5 text-center font-sans text-sm">
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="mt-4 flex min-h-6 items-center gap-2 border-t border-line pt-3">
        <input
          type="checkbox"
          class="size-6 accent-accent"
          checked={areShortcutsOn.value}
          onChange={(event) => switchShortcuts(event.currentTarget.checked)}
        />
        Single keys do this
      </label>
    </dialog>
  );
}
