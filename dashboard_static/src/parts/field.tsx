/** The fields of a form: their labels, what is said of them, what is wrong with them, and boxes to tick. */
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

function Fault({ id, children }: { id: string; children: string | null }) {
  return children === null ? null : (
    <p id={id} class="mt-1 text-down-ink">
      {children}
    </p>
  );
}

interface SelectProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  onPick: (value: string) => void;
  fault?: string | null;
}

export function Select({ label, value, options, onPick, fault = null }: SelectProps) {
  return (
    <Field label={label} fault={fault}>
      {(attributes) => (
        <select {...attributes} class="field max-w-full" value={value} onChange={(event) => onPick(event.currentTarget.value)}>
          {options.map(([name, text]) => (
            <option key={name} value={name}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface TicksProps {
  legend: string;
  options: readonly { value: string; text: ComponentChildren }[];
  chosen: readonly string[];
  onChoose: (chosen: string[]) => void;
  fault?: string | null;
}

export function Ticks({ legend, options, chosen, onChoose, fault = null }: TicksProps) {
  const id = `${useId()}-fault`;
  const toggle = (value: string) => onChoose(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]);
  return (
    <fieldset class="min-w-0 text-sm" aria-describedby={fault === null ? undefined : id}>
      <legend class="mb-1 text-dim">{legend}</legend>
      <div class="flex flex-wrap gap-x-4">
        {options.map(({ value, text }) => (
          <label key={value} class="flex min-h-7 items-center gap-1.5">
            <input
              type="checkbox"
              class="size-6 shrink-0 accent-accent"
              checked={chosen.includes(value)}
              aria-invalid={fault === null ? undefined : true}
              onChange={() => toggle(value)}
            />
            {text}
          </label>
        ))}
      </div>
      <Fault id={id}>{fault}</Fault>
    </fieldset>
  );
}
