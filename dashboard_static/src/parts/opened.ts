/** What a button opens: where the focus goes when it opens, when it is refused, and when it closes. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { ApiError } from "../api";

export type Opened = ReturnType<typeof useOpened>;

/** Something that opens and closes; the focus goes back to the button that opened it, unless it is left for elsewhere. */
export function useOpened() {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !isOpen) opener.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  const close = () => setOpen(false);
  const leave = () => {
    wasOpen.current = false;
    close();
  };
  return { isOpen, opener, open: () => setOpen(true), close, leave };
}

/** A form whose first field takes the focus when it opens, and whose first wrong one does when it is refused. */
export function useFormFocus(refused: ApiError | null) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>("input, select, textarea")?.focus(), []);
  useEffect(() => {
    if (refused !== null) form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [refused]);
  return form;
}
