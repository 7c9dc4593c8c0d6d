/** Changes that a reader asks for: busy while they run, and a refusal said where it was asked. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { ApiError } from "../api";
import { endSessionWhenRefused, session } from "../state";

export interface Change {
  isBusy: boolean;
  /** Our or the service's words; null after a success. */
  refusal: string | null;
  /** The same with the field that it names. */
  refused: ApiError | null;
  /** True when it was done. One at a time: a second one while it runs is not made. */
  run: (change: () => Promise<unknown>) => Promise<boolean>;
}

export function useChange(): Change {
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<ApiError | null>(null);
  const run = async (change: () => Promise<unknown>) => {
    if (isBusy) return false;
    setBusy(true);
    try {
      await change();
      setRefused(null);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      endSessionWhenRefused(error);
      setRefused(error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, refusal: refused?.message ?? null, refused, run };
}

/** Who may only look is not shown what would be refused. */
export function mayChange(): boolean {
  return session.value?.role === "operator" || session.value?.role === "admin";
}

/** What is everybody's is not changed by who sees some clients only. */
export function mayChangeAll(): boolean {
  return mayChange() && session.value?.clients === null;
}

export function Refusal({ children }: { children: ComponentChildren }) {
  return children === null ? null : (
    <p role="alert" class="rounded-md bg-down-wash px-3 py-1.5 text-sm text-down-ink">
      {children}
    </p>
  );
}
