/** The title of a page. It takes the focus when its page opens, so that a screen reader starts there. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

let isAwaited = false;

/** Focuses the title now in view, or the next one to come when the page still loads. */
export function focusHeading(): void {
  const heading = document.querySelector<HTMLElement>("h1[data-heading]");
  isAwaited = heading === null;
  heading?.focus({ preventScroll: true });
}

export function Heading({ children, class: classes }: { children: ComponentChildren; class: string }) {
  const element = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (!isAwaited) return;
    isAwaited = false;
    element.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={element} tabIndex={-1} class={classes} data-heading>
      {children}
    </h1>
  );
}
