/** The search of the client list; `/` reaches it from anywhere on the page. */
import { useEffect, useRef } from "preact/hooks";
import { isPhone } from "../media";

export function SearchBox({ text, onText }: { text: string; onText: (text: string) => void }) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      box.current?.focus();
      box.current?.select();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
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
      {text === "" && !isPhone.value && (
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

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}
