/** The way in: an API key, exchanged for a session and then forgotten. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Logo } from "../parts/icons";
import { config, signIn, signInNotice } from "../state";
import { useTitle } from "./title";

export function SignIn() {
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const brand = config.value?.brand;
  const notice = signInNotice.value;
  useTitle("", "Sign in");
  useEffect(() => field.current?.focus(), []);

  const submit = async (event: Event) => {
    event.preventDefault();
    const key = field.current?.value.trim() ?? "";
    if (key === "" || isBusy) return;
    setBusy(true);
    await signIn(key);
    setBusy(false);
    field.current?.select();
  };

  return (
    <main class="mx-auto flex min-h-dvh max-w-sm flex-col justify-center px-4 py-8">
      <div class="card p-6">
        <p class="mb-5 flex items-center gap-2 font-bold">
          <Logo />
          {brand?.name} <span class="text-dim">{brand?.product}</span>
        </p>
        <h1 class="mb-4 text-xl font-bold tracking-tight">Sign in</h1>
        <form onSubmit={(event) => void submit(event)}>
          <label for="api-key" class="mb-1 block text-sm">
            API key
          </label>
          <input
            ref={field}
            id="api-key"
            type="password"
            class="field mb-3 min-h-9 w-full"
            autocomplete="off"
            spellcheck={false}
            required
            aria-describedby={notice === null ? "key-note" : "key-notice key-note"}
            aria-invalid={notice !== null}
          />
          {notice !== null && (
            <p id="key-notice" role="alert" class="mb-3 rounded-md bg-down-wash px-3 py-2 text-sm text-down-ink">
              {notice}
            </p>
          )}
          <button type="submit" class="button button-main min-h-9 w-full" aria-disabled={isBusy}>
            {isBusy ? "Signing in…" : "Sign in"}
          </button>
        </form>
        <p id="key-note" class="mt-3 text-xs text-faint">
          The key is sent once and not kept. You stay signed in for twelve hours, or until you sign out.
        </p>
      </div>
    </main>
  );
}
