/** A choice among few, each a link of its own. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface SwitchProps {
  label: string;
  links: readonly { href: string; text: ComponentChildren; isChosen: boolean }[];
}

export function Switch({ label, links }: SwitchProps) {
  return (
    <nav class="print-hidden inline-flex gap-0.5 rounded-lg bg-wash p-0.5" aria-label={label}>
      {links.map(({ href, text, isChosen }) => (
        <a
          key={href}
          href={href}
          aria-current={isChosen ? "true" : undefined}
          class="flex min-h-6 items-center rounded-md px-2.5 text-sm text-dim hover:text-ink aria-[current]:bg-card aria-[current]:text-ink aria-[current]:shadow-sm"
        >
          {text}
        </a>
      ))}
    </nav>
  );
}

/** The parts of a page, one shown at a time. */
export function Tabs({ label, links }: SwitchProps) {
  const row = useRef<HTMLElement>(null);
  const chosen = links.findIndex(({ isChosen }) => isChosen);
  useEffect(() => {
    const tab = row.current?.children[chosen];
    if (tab instanceof HTMLElement && row.current !== null) row.current.scrollLeft = tab.offsetLeft - 24;
  }, [chosen]);
  return (
    <nav ref={row} class="print-hidden relative mb-4 flex gap-1 overflow-x-auto border-b border-line" aria-label={label}>
      {links.map(({ href, text, isChosen }) => (
        <a
          key={href}
          href={href}
          aria-current={isChosen ? "page" : undefined}
          class="-mb-px flex min-h-9 items-center border-b-2 border-transparent px-2.5 whitespace-nowrap text-dim -outline-offset-2 hover:text-ink aria-[current]:border-accent aria-[current]:text-ink"
        >
          {text}
        </a>
      ))}
    </nav>
  );
}
