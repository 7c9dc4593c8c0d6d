/** The answer to "is everything all right?", before anything else on a page. */
import type { ComponentChildren } from "preact";
import type { Shown } from "../status";
import { Heading } from "./heading";
import { StatusIcon } from "./icons";

interface VerdictProps {
  status: Shown;
  title: string;
  children?: ComponentChildren;
  /** What can be done about it. */
  actions?: ComponentChildren;
}

export function Verdict({ status, title, children, actions }: VerdictProps) {
  return (
    <div class="mb-4 flex flex-wrap items-start gap-3">
      <span class="mt-1.5">
        <StatusIcon status={status} size={24} />
      </span>
      <div class="min-w-0 flex-1">
        <Heading class="text-[1.25rem] leading-8 font-bold tracking-tight sm:text-xl">{title}</Heading>
        <p class="text-dim">{children}</p>
      </div>
      {actions && <div class="print-hidden flex flex-wrap gap-2">{actions}</div>}
    </div>
  );
}
