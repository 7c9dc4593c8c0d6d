/** One field of a form: its label, what is said of it, and what is wrong with it. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface FieldAttributes {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

interface FieldProps {
  label: ComponentChildren;
  hint?: ComponentChildren;
  fault?: string | null;
  class?: string;
  children: (attributes: FieldAttributes) => ComponentChildren;
}

export function Field({ label, hint, fault = null, class: classes = "", children }: FieldProps) {
  const id = useId();
  const said = [hint !== undefined && `${id}-hint`, fault !== null && `${id}-fault`].filter(Boolean);
  return (
    <div class={`max-w-full min-w-0 text-sm ${classes}`}>
      <label for={id} class="mb-1 block text-dim">
        {label}
      </label>
      {children({
        id,
        "aria-describedby": said.length === 0 ? undefined : said.join(" "),
        "aria-invalid": fault === null ? undefined : true,
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} class="mt-1 text-xs text-faint">
          {hint}
        </p>
      )}
      <Fault id={`${id}-fault`}>{fault}</Fault>
    </div>
  );
}

export function Fault({ id, children }: { id: string; children: string | null }) {
  return children === null ? null : (
    <p id={id} class="mt-1 text-down-ink">
      {children}
    </p>
  );
}
