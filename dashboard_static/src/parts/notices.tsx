/** Lines that say what the page cannot vouch for. They add to the data and never replace it. */
import type { ComponentChildren } from "preact";
import { now } from "../clock";
import { clockTime, duration, namedTime } from "../format";
import type { Polling } from "../polling";
import { refreshNow } from "../state";
import { Heading } from "./heading";
import { LineIcon } from "./icons";

export function Banner({ children }: { children: ComponentChildren }) {
  return (
    <p class="mb-4 flex items-start gap-2.5 rounded-xl bg-degraded-wash px-4 py-2.5 text-degraded-ink">
      <span class="mt-0.5">
        <LineIcon name="alert" />
      </span>
      <span class="min-w-0">{children}</span>
    </p>
  );
}

/** Shown when the poller that feeds every status has stopped. */
export function StaleBanner({ lastRun }: { lastRun: string | null }) {
  return (
    <Banner>
      {lastRun === null
        ? "Checks have never run. "
        : `Checks have not run since ${namedTime(Date.parse(lastRun), now.peek())}. `}
      Statuses below may be out of date.
    </Banner>
  );
}

/** Shown while the poller itself is in doubt: what it measures may be its own trouble. */
export function SuspectBanner({ since }: { since: string }) {
  return (
    <Banner>
      Our own checks are in doubt since {namedTime(Date.parse(since), now.peek())}: what they find may be our trouble,
      not that of the clients.
    </Banner>
  );
}

/** "Could not refresh at 14:32: … Trying again in 30 s. Try now" */
export function RefreshFailure({ polling }: { polling: Polling }) {
  const { failure, failedAt } = polling;
  if (failure === null || failedAt === null) return null;
  return (
    <Banner>
      Could not refresh at {clockTime(failedAt)}: {failure.message}. <NextTry polling={polling} />{" "}
      <TryNow isBusy={polling.loading} />
    </Banner>
  );
}

function NextTry({ polling }: { polling: Polling }) {
  if (polling.loading) return <>Trying again.</>;
  if (polling.paused || polling.dueAt === null) return <>Refreshing is paused.</>;
  return <>Trying again in {duration(Math.max(1_000, polling.dueAt - now.value + 999))}.</>;
}

export function TryNow({ isBusy }: { isBusy: boolean }) {
  return (
    <button type="button" class="min-h-6 font-bold underline" disabled={isBusy} onClick={refreshNow}>
      Try now
    </button>
  );
}

/** The first load failed: there is nothing to keep. */
export function FirstLoadFailure({ polling }: { polling: Polling }) {
  const failure = polling.failure;
  if (failure === null) return null;
  return (
    <div class="card mx-auto mt-6 max-w-lg p-6">
      <Heading class="mb-1 text-lg font-bold">Could not load this page</Heading>
      <p class="mb-4 text-dim">
        {failure.message[0]?.toUpperCase()}
        {failure.message.slice(1)}. <NextTry polling={polling} />
      </p>
      <button type="button" class="button" disabled={polling.loading} onClick={refreshNow}>
        Try now
      </button>
    </div>
  );
}
