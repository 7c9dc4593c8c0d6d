/** A channel is set up or changed: its name, and the fields of its kind; what is secret of it is typed and never shown. */
import { useState } from "preact/hooks";
import type { Channel, NewChannel } from "../answers";
import { changeChannel, loadChannel, makeChannel } from "../api_alerts";
import { changeOf, type ChannelField, FIELDS, type Kind, KIND_WORDS, NOTHING_TYPED, textOf, type Typed } from "../channels";
import { askAgain } from "../polled";
import { faultOf, restOf } from "../refused";
import { useChange } from "./action";
import { useEdited } from "./edited";
import { Field } from "./field";
import { useFormFocus } from "./opened";
import { SaveOrCancel } from "./save_or_cancel";

interface ChannelFormProps {
  /** Null: a new one. */
  channel: Channel | null;
  onDone: (saved: NewChannel) => void;
  onCancel: () => void;
}

export function ChannelForm({ channel, onDone, onCancel }: ChannelFormProps) {
  const { base, save } = useEdited(channel, async () => channel && loadChannel(channel.channel_id));
  const [kind, setKind] = useState<Kind>(channel?.kind ?? "webhook");
  const [typed, setTyped] = useState<Typed>(NOTHING_TYPED);
  const change = useChange();
  const form = useFormFocus(change.refused);
  const fault = (name: string) => faultOf(change.refused, name);
  const names = ["name", ...(channel === null ? ["channel_id"] : []), ...FIELDS[kind].map(({ name }) => name)];
  const type = (name: string, text: string) => setTyped({ ...typed, texts: { ...typed.texts, [name]: text } });
  const submit = async (event: Event) => {
    event.preventDefault();
    await change.run(async () => {
      const saved = await save((read) => send(read, kind, typed));
      askAgain("channels");
      onDone(saved);
    });
  };
  return (
    <form ref={form} class="border-t border-line bg-page px-4 py-3.5" onSubmit={(event) => void submit(event)}>
      <div class="grid max-w-3xl items-start gap-x-4 gap-y-3 sm:grid-cols-[repeat(2,minmax(0,1fr))]">
        {channel === null && (
          <Field label="Kind" fault={fault("kind")}>
            {(attributes) => (
              <select {...attributes} class="field w-full" value={kind} onChange={(event) => setKind(event.currentTarget.value as Kind)}>
                {Object.entries(KIND_WORDS).map(([value, words]) => (
                  <option key={value} value={value}>
                    {words}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <Field label="Name" fault={fault("name")}>
          {(attributes) => (
            <input
              {...attributes}
              class="field w-full"
              required
              maxLength={100}
              autoComplete="off"
              value={typed.texts["name"] ?? textOf(base, "name")}
              onInput={(event) => type("name", event.currentTarget.value)}
            />
          )}
        </Field>
        {channel === null && (
          <Field label="Id in rules" hint="Empty: made of the name." fault={fault("channel_id")}>
            {(attributes) => (
              <input
                {...attributes}
                class="field w-full"
                maxLength={32}
                autoComplete="off"
                value={typed.texts["channel_id"] ?? ""}
                onInput={(event) => type("channel_id", event.currentTarget.value)}
              />
            )}
          </Field>
        )}
        {FIELDS[kind].map((field) => (
          <KindField key={field.name} field={field} channel={base} typed={typed} setTyped={setTyped} fault={fault(field.name)} />
        ))}
      </div>
      {kind === "sns" && <p class="mt-3 text-sm text-dim">Messages go to the deployment's own topic; who subscribes to it gets them.</p>}
      <SaveOrCancel refusal={restOf(change.refused, names)} isBusy={change.isBusy} onCancel={onCancel} />
    </form>
  );
}

function send(read: Channel | null, kind: Kind, typed: Typed): Promise<NewChannel> {
  const told = changeOf(kind, read, typed);
  if (read !== null) return changeChannel(read.channel_id, read.version, told);
  const id = (typed.texts["channel_id"] ?? "").trim();
  return makeChannel({ kind, ...(id !== "" && { channel_id: id }), ...told });
}

interface KindFieldProps {
  field: ChannelField;
  channel: Channel | null;
  typed: Typed;
  setTyped: (typed: Typed) => void;
  fault: string | null;
}

function KindField({ field, channel, typed, setTyped, fault }: KindFieldProps) {
  const { name, label, look } = field;
  const tick = channel === null ? null : (field.tick?.(channel) ?? null);
  const isTicked = tick !== null && typed.ticks[name] === true;
  const isKept = channel?.is_configured === true;
  const toggle = () => setTyped({ ...typed, ticks: { ...typed.ticks, [name]: !isTicked } });
  return (
    <div class={`min-w-0 ${look === "text" ? "" : "sm:col-span-2"}`}>
      <Field label={label} hint={field.hint(channel) ?? undefined} fault={fault}>
        {(attributes) => {
          const given = {
            ...attributes,
            class: "field w-full",
            spellcheck: false,
            value: typed.texts[name] ?? textOf(channel, name),
            onInput: (event: { currentTarget: { value: string } }) =>
              setTyped({ ...typed, texts: { ...typed.texts, [name]: event.currentTarget.value } }),
          };
          if (look === "headers") return <textarea {...given} rows={2} disabled={isTicked} />;
          if (look !== "secret") return <input {...given} required={field.isRequired} autoComplete="off" />;
          return (
            <input {...given} type="password" autoComplete="new-password" required={field.isRequired && !isKept} disabled={isTicked} />
          );
        }}
      </Field>
      {tick !== null && (
        <label class="mt-1 flex min-h-7 w-fit items-center gap-1.5 text-sm">
          <input type="checkbox" class="size-6 shrink-0 accent-accent" checked={isTicked} onChange={toggle} />
          {tick}
        </label>
      )}
    </div>
  );
}
