/** A button that copies a text. */
import { useState } from "preact/hooks";

export function Copy({ text }: { text: string }) {
  const [label, setLabel] = useState("Copy");
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setLabel("Copied"),
      () => setLabel("Select and copy"),
    );
  return (
    <button type="button" class="button" onClick={() => void copy()}>
      {label}
    </button>
  );
}
