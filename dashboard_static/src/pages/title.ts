/** What a browser tab shows of a page: its title and an icon in the colour of the worst status. */
import { useEffect } from "preact/hooks";
import type { Status } from "../answers";
import { config } from "../state";

const ICONS: Record<Status, string> = {
  down: "./icon-down.svg",
  degraded: "./icon-degraded.svg",
  unknown: "./icon-unknown.svg",
  healthy: "./icon.svg",
};

/** `mark` goes first, where a narrow tab still shows it: "(2 down) Overview · Entelech Monitor". */
export function useTitle(mark: string, name: string, status: Status = "healthy"): void {
  const brand = config.value?.brand;
  useEffect(() => {
    document.title = `${mark}${name} · ${brand?.name} ${brand?.product}`;
    const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
    if (icon !== null && icon.getAttribute("href") !== ICONS[status]) icon.href = ICONS[status];
  }, [mark, name, status, brand]);
}
