/** The search of the client list; `/` reaches it from anywhere on the page. */
import { useEffect, useRef } from "preact/hooks";
import { isPhone } from "../media";
import { areShortcutsOn, takeAwaitedSearch, useShortcut } from "../shortcuts";

export function SearchBox({ text, onText }: { text: string; onText: (text: string) => void }) {
  const box = useRef<HTMLInputElement>(null);
  const reach = () => {
    box.current?.focus();
    box.current?.select();
  };
  useShortcut("/", reach);
  useEffect(() => {
    if (takeAwaitedSearch()) reach();
  }, []);
  return (
    <div class="print-hidden relative min-w-0 grow sm:max-w-64">
      <input
        ref={box}
        type="search"
        class="field w-full pr-8"
        aria-label="Find a client"
        placeholder="Name, industry or ID"
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          if (text === "") event.currentTarget.blur();
          else onText("");
        }}
      />
      {text === "" && !isPhone.value && areShortcutsOn.value && (
        <kbd
          class="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 rounded border border-line px-1.5 font-sans text-xs text-faint"
          aria-hidden="true"
        >
          /
        </kbd>
      )}
    </div>
  );
}
