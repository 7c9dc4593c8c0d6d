/** The bar at the top: where we are, how old the page is, and what the reader can do about it. */
import { now } from "../clock";
import { age } from "../format";
import { isPhone } from "../media";
import type { Polling } from "../polling";
import { route } from "../router";
import { config, current, isPaused, setPaused, signOut } from "../state";
import { isHelpOpen } from "../shortcuts";
import { theme, toggleTheme } from "../theme";
import { useOpenIncidents } from "./attention";
import { LineIcon, Logo } from "./icons";

export function Header() {
  return (
    <header class="print-hidden sticky top-0 z-10 border-b border-line bg-card">
      <div class="mx-auto flex h-13 max-w-[90rem] items-center gap-2 px-4 sm:px-9">
        <Brand />
        {!isPhone.value && <PagesNav />}
        <div class="ml-auto flex items-center gap-2">
          <Freshness />
          {!isPhone.value && <Appearance />}
          {!isPhone.value && <SignOut />}
        </div>
      </div>
    </header>
  );
}

/** The pages, and the one in view; a page of one thing belongs to the list that it is from. */
function usePages() {
  const { name } = route.value.page;
  const open = useOpenIncidents().data.value?.incidents.length ?? 0;
  return [
    { text: "Overview", icon: "home", href: "#/", isHere: name === "overview", mark: 0 },
    { text: "Clients", icon: "list", href: "#/clients", isHere: name === "clients" || name === "client", mark: 0 },
    { text: "Incidents", icon: "alert", href: "#/incidents", isHere: name === "incidents" || name === "incident", mark: open },
    { text: "Reports", icon: "paper", href: "#/reports", isHere: name === "reports", mark: 0 },
    { text: "Settings", icon: "gear", href: "#/settings", isHere: name === "settings", mark: 0 },
  ] as const;
}

function PagesNav() {
  return (
    <nav class="flex gap-0.5" aria-label="Pages">
      {usePages().map(({ text, href, isHere, mark }) => (
        <a
          key={href}
          href={href}
          aria-current={isHere ? "page" : undefined}
          class="flex h-8 items-center gap-1.5 rounded-md px-2.5 text-dim hover:bg-wash aria-[current]:bg-wash aria-[current]:text-ink"
        >
          {text}
          {mark > 0 && (
            <span class="rounded-full bg-down-wash px-1.5 text-xs font-bold text-down-ink">
              {mark}
              <span class="sr-only"> open</span>
            </span>
          )}
        </a>
      ))}
    </nav>
  );
}

/** Under the thumb on a phone. */
export function BottomNav() {
  const pages = usePages();
  return (
    <nav class="print-hidden sticky bottom-0 z-10 flex border-t border-line bg-card" aria-label="Pages">
      {pages.map(({ text, href, icon, isHere, mark }) => (
        <a
          key={href}
          href={href}
          aria-current={isHere ? "page" : undefined}
          class="flex min-h-12 flex-1 flex-col items-center justify-center gap-0.5 text-xs text-dim -outline-offset-2 aria-[current]:font-bold aria-[current]:text-accent"
        >
          <LineIcon name={icon} />
          <span>
            {text}
            {mark > 0 && (
              <b class="ml-1 text-down-ink">
                {mark}
                <span class="sr-only"> open</span>
              </b>
            )}
          </span>
        </a>
      ))}
    </nav>
  );
}

/** What the header of a phone has no room for. */
export function Footer() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <footer class="mx-auto flex max-w-[90rem] flex-wrap items-center gap-2 px-4 pb-6 text-xs text-faint sm:px-9">
      <p>Times in {zone}. Uptime is what we measured, rounded down.</p>
      <button
        type="button"
        class="print-hidden mr-auto min-h-6 underline"
        onClick={() => {
          isHelpOpen.value = true;
        }}
      >
        Keyboard shortcuts
      </button>
      {isPhone.value && (
        <span class="print-hidden flex gap-2">
          <Appearance />
          <SignOut />
        </span>
      )}
    </footer>
  );
}

export function Brand() {
  const brand = config.value?.brand;
  return (
    <a href="#/" class="mr-2 flex min-h-7 items-center gap-2 font-bold">
      <Logo />
      <span>{brand?.name}</span>
      <span class="hidden text-dim sm:inline">{brand?.product}</span>
    </a>
  );
}

export function Appearance() {
  const isDark = theme.value === "dark";
  const label = isDark ? "Use light colours" : "Use dark colours";
  return (
    <button type="button" class="button button-square" aria-label={label} title={label} onClick={toggleTheme}>
      <LineIcon name={isDark ? "sun" : "moon"} />
    </button>
  );
}

function SignOut() {
  return (
    <button type="button" class="button button-square" aria-label="Sign out" title="Sign out" onClick={() => void signOut()}>
      <LineIcon name="leave" />
    </button>
  );
}

const OLD_MS = 90_000;

function Freshness() {
  const polling = current.value?.polling.value;
  if (polling === undefined) return null;
  const label = isPaused.value ? "Resume refreshing" : "Pause refreshing";
  return (
    <>
      <PageAge polling={polling} />
      <button
        type="button"
        class="button button-square"
        aria-label={label}
        title={label}
        onClick={() => setPaused(!isPaused.value)}
      >
        <LineIcon name={isPaused.value ? "play" : "pause"} />
      </button>
    </>
  );
}

/** The age of the page, never of the checks: those have their own words where they are shown. */
export function PageAge({ polling }: { polling: Polling }) {
  const { lastGoodAt } = polling;
  if (lastGoodAt === null) return <Ring polling={polling} />;
  const old = now.value - lastGoodAt;
  if (old > OLD_MS) {
    return (
      <span class="rounded-full bg-degraded-wash px-2.5 py-0.5 text-xs text-degraded-ink" data-page-age="old">
        {isPhone.value ? age(old) : `Data is ${age(old).replace(/ago$/, "old")}`}
      </span>
    );
  }
  return (
    <span class="flex items-center gap-1.5 text-sm whitespace-nowrap text-dim" data-page-age="fresh">
      <Ring polling={polling} />
      <span>
        {!isPhone.value && (isPaused.value ? "Paused, updated " : "Updated ")}
        {age(old)}
      </span>
    </span>
  );
}

const ROUND = 2 * Math.PI * 6;

/** Fills until the next refresh. */
function Ring({ polling }: { polling: Polling }) {
  const { dueAt, lastGoodAt, loading } = polling;
  const whole = dueAt !== null && lastGoodAt !== null ? dueAt - lastGoodAt : 0;
  const share = whole > 0 ? Math.min(1, Math.max(0, (now.value - (lastGoodAt ?? 0)) / whole)) : loading ? 1 : 0;
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" class="shrink-0 -rotate-90" fill="none" aria-hidden="true">
      <circle cx="8" cy="8" r="6" class="stroke-line" stroke-width="2" />
      {!isPaused.value && (
        <circle cx="8" cy="8" r="6" class="stroke-accent" stroke-width="2" stroke-dasharray={`${share * ROUND} ${ROUND}`} />
      )}
    </svg>
  );
}
