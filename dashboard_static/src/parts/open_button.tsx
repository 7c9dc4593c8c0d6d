/** The button that opens a form, and closes it again. */
import type { ComponentChildren } from "preact";
import type { Opened } from "./opened";

export function OpenButton({ opened, children }: { opened: Opened; children: ComponentChildren }) {
  return (
    <button
      ref={opened.opener}
      type="button"
      class="button"
      aria-expanded={opened.isOpen}
      onClick={opened.isOpen ? opened.close : opened.open}
    >
      {children}
    </button>
  );
}
