/** Puts the page of the current route into its frame, and keeps place and focus when it changes. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { isPhone } from "./media";
import { NotFound } from "./pages/not_found";
import { Overview } from "./pages/overview";
import { SignIn } from "./pages/sign_in";
import { BottomNav, Footer, Header } from "./parts/header";
import { focusHeading } from "./parts/heading";
import { lazy } from "./parts/lazy";
import { Shortcuts } from "./parts/shortcuts";
import { formatHash, type Page, route } from "./router";
import { announcement, session } from "./state";

const Client = lazy(async () => (await import("./pages/client")).Client);
const Clients = lazy(async () => (await import("./pages/clients")).Clients);
const Incidents = lazy(async () => (await import("./pages/incidents")).Incidents);
const Incident = lazy(async () => (await import("./pages/incident")).Incident);
const Reports = lazy(async () => (await import("./pages/reports")).Reports);
const Wall = lazy(async () => (await import("./pages/wall")).Wall);
const Settings = lazy(async () => (await import("./pages/settings")).Settings);

export function App() {
  if (session.value === undefined) return null; // the answer is a moment away
  return session.value === null ? <SignIn /> : <Signed />;
}

function Signed() {
  const { page } = route.value;
  useArrival(page);
  return (
    <>
      {page.name === "wall" ? <WholeScreen page={page} /> : <Framed page={page} />}
      <Shortcuts />
      <p class="sr-only" aria-live="polite" data-announcer>
        {announcement}
      </p>
    </>
  );
}

function WholeScreen({ page }: { page: Page }) {
  return (
    <main class="flex h-dvh flex-col overflow-hidden p-3">
      <CurrentPage page={page} />
    </main>
  );
}

function Framed({ page }: { page: Page }) {
  return (
    <>
      <a href="#main" class="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-20 focus:rounded-md focus:bg-card focus:p-2" onClick={skip}>
        Skip to the content
      </a>
      <Header />
      <main id="main" tabIndex={-1} class="mx-auto min-h-[80dvh] max-w-[90rem] px-4 py-5 outline-none sm:px-9">
        <CurrentPage page={page} />
      </main>
      <Footer />
      {isPhone.value && <BottomNav />}
    </>
  );
}

function CurrentPage({ page }: { page: Page }) {
  switch (page.name) {
    case "overview":
      return <Overview />;
    case "clients":
      return <Clients />;
    case "client":
      return <Client key={page.clientId} clientId={page.clientId} />;
    case "incidents":
      return <Incidents />;
    case "incident":
      return <Incident key={page.incidentId} incidentId={page.incidentId} />;
    case "reports":
      return <Reports />;
    case "settings":
      return <Settings />;
    case "wall":
      return <Wall />;
    case "missing":
      return <NotFound what="This address leads nowhere." />;
  }
}

/** The hash is the route, so the link must not follow its own address. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

/** A page opens at its top with its heading focused; the way back leads to where one was. */
function useArrival(page: Page): void {
  const address = formatHash(page);
  const before = useRef<string | null>(null);
  const places = useRef(new Map<string, number>());
  useLayoutEffect(() => {
    if (before.current !== null && before.current !== address) {
      scrollTo(0, page.name === "overview" || page.name === "clients" ? (places.current.get(address) ?? 0) : 0);
      focusHeading();
    }
    before.current = address;
    const remember = () => places.current.set(address, scrollY);
    addEventListener("scroll", remember, { passive: true });
    return () => removeEventListener("scroll", remember);
  }, [address]);
}
