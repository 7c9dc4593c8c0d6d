/** Whose name, colour and logo reports carry. */
import { useState } from "preact/hooks";
import type { Brand } from "../answers";
import { loadBrand, setBrand } from "../api_reports";
import { askAgain, usePolled } from "../polled";
import { faultOf, restOf } from "../refused";
import { mayChangeAll, useChange } from "./action";
import { Field } from "./field";
import { OpenButton } from "./open_button";
import { useFormFocus, useOpened } from "./opened";
import { Part } from "./part";
import { SaveOrCancel } from "./save_or_cancel";

const FIELDS = ["name", "accent", "footer", "logo"];

export function ReportBrand() {
  const brand = usePolled("brand", loadBrand, 10);
  const editing = useOpened();
  return (
    <section class="card mb-4 overflow-clip" aria-labelledby="brand">
      <div class="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
        <div class="min-w-0">
          <h2 id="brand" class="font-bold">
            Reports carry
          </h2>
          <Part poller={brand} what="the name" place="h-5 w-48">
            {(answer) => <Shown brand={answer} />}
          </Part>
        </div>
        {mayChangeAll() && brand.data.value !== null && (
          <OpenButton opened={editing}>
            Edit<span class="sr-only"> what reports carry</span>
          </OpenButton>
        )}
      </div>
      {editing.isOpen && brand.data.value !== null && <BrandForm brand={brand.data.value} onDone={editing.close} />}
    </section>
  );
}

function Shown({ brand }: { brand: Brand }) {
  return (
    <p class="flex flex-wrap items-center gap-x-2 text-sm text-dim">
      <svg viewBox="0 0 14 14" width={14} height={14} class="shrink-0" aria-hidden="true">
        <rect width="14" height="14" rx="3" fill={brand.accent} />
      </svg>
      {[brand.name, brand.has_logo ? "with a logo" : "without a logo", brand.footer].filter((part) => part !== null).join(" · ")}
    </p>
  );
}

function BrandForm({ brand, onDone }: { brand: Brand; onDone: () => void }) {
  const [name, setName] = useState(brand.name);
  const [accent, setAccent] = useState(brand.accent);
  const [footer, setFooter] = useState(brand.footer ?? "");
  const [picture, setPicture] = useState<File | null>(null);
  const [isBare, setBare] = useState(false);
  const change = useChange();
  const form = useFormFocus(change.refused);
  const fault = (field: string) => faultOf(change.refused, field);
  const submit = async (event: Event) => {
    event.preventDefault();
    await change.run(async () => {
      const logo = isBare ? { logo: null } : picture === null ? {} : { logo: await base64Of(picture) };
      await setBrand({ name: name.trim(), accent, ...(footer.trim() !== "" && { footer: footer.trim() }), ...logo });
      askAgain("brand");
      onDone();
    });
  };
  return (
    <form ref={form} class="border-t border-line bg-page px-4 py-3.5" onSubmit={(event) => void submit(event)}>
      <div class="grid max-w-3xl items-start gap-x-4 gap-y-3 sm:grid-cols-[repeat(2,minmax(0,1fr))]">
        <Field label="Name" fault={fault("name")}>
          {(attributes) => (
            <input {...attributes} class="field w-full" required maxLength={60} value={name} onInput={(event) => setName(event.currentTarget.value)} />
          )}
        </Field>
        <Field label="Accent" hint="Dark enough to be read on white." fault={fault("accent")}>
          {(attributes) => (
            <input {...attributes} class="field w-28" type="color" value={accent} onInput={(event) => setAccent(event.currentTarget.value)} />
          )}
        </Field>
        <Field label="At the foot of each page" fault={fault("footer")} class="sm:col-span-2">
          {(attributes) => (
            <input {...attributes} class="field w-full" maxLength={120} value={footer} onInput={(event) => setFooter(event.currentTarget.value)} />
          )}
        </Field>
        <div class="min-w-0 sm:col-span-2">
          <Field
            label="Logo"
            hint={`A PNG or JPEG of at most 100 kB.${brand.has_logo ? " Without another, the one that is there stays." : ""}`}
            fault={fault("logo")}
          >
            {(attributes) => (
              <input
                {...attributes}
                class="field w-full py-1"
                type="file"
                accept="image/png,image/jpeg"
                disabled={isBare}
                onChange={(event) => setPicture(event.currentTarget.files?.[0] ?? null)}
              />
            )}
          </Field>
          {brand.has_logo && (
            <label class="mt-1 flex min-h-7 w-fit items-center gap-1.5 text-sm">
              <input type="checkbox" class="size-6 shrink-0 accent-accent" checked={isBare} onChange={() => setBare(!isBare)} />
              Carry no logo any more
            </label>
          )}
        </div>
      </div>
      <SaveOrCancel refusal={restOf(change.refused, FIELDS)} isBusy={change.isBusy} onCancel={onDone} />
    </form>
  );
}

/** The bytes of a file as JSON can hold them. */
async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
