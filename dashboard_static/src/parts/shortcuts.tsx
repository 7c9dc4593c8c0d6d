/** Listens to keys anywhere on the page, and shows what they do. */
import { useEffect } from "preact/hooks";
import { isHelpOpen, onKey } from "../shortcuts";
import { lazy } from "./lazy";

const ShortcutHelp = lazy(
  async () => (await import("./shortcut_help")).ShortcutHelp,
  () => null,
);

export function Shortcuts() {
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return isHelpOpen.value ? <ShortcutHelp /> : null;
}
