/** Where messages go, what is muted, and how the product itself is. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { loadHealthCheck } from "../api";
import { installTemplates } from "../api_alerts";
import { counted } from "../format";
import { mayChangeAll, Refusal, useChange } from "../parts/action";
import { Channels } from "../parts/channels";
import { DeadLetters } from "../parts/dead_letters";
import { Heading } from "../parts/heading";
import { FirstLoadFailure, RefreshFailure } from "../parts/notices";
import { ReportBrand } from "../parts/report_brand";
import { Rules } from "../parts/rules";
import { Silences } from "../parts/silences";
import { Skeleton } from "../parts/skeleton";
import { Ago } from "../parts/times";
import { askAgain, useMainPolled } from "../polled";
import { EVERY_CLIENT } from "../rules";
import { session } from "../state";
import { useTitle } from "./title";

export function Settings() {
  const poller = useMainPolled("health-check", loadHealthCheck);
  const health = poller.data.value;
  const polling = poller.polling.value;
  useTitle("", "Settings");
  if (health === null) return polling.failure ? <FirstLoadFailure polling={polling} /> : <Skeleton />;
  const who = session.value;
  const facts: readonly (readonly [string, ComponentChildren])[] = [
    ["The product itself", health.status === "healthy" ? "Works" : "Checks do not run"],
    ["Checks last ran", <Ago at={health.poller.last_tick_at} />],
    ["Signed in with key", who?.key_id ?? "–"],
    ["Role", who?.role ?? "–"],
    ["Clients", who?.clients == null ? "all" : who.clients.join(", ")],
  ];
  return (
    <>
      <RefreshFailure polling={polling} />
      <Heading class="mb-4 text-[1.25rem] leading-8 font-bold tracking-tight sm:text-xl">Settings</Heading>
      <Channels />
      <DeadLetters />
      <Silences />
      <Rules clientId={EVERY_CLIENT} systems={[]} />
      {mayChangeAll() && <CommonRules />}
      <ReportBrand />
      <section class="card" aria-labelledby="about">
        <h2 id="about" class="border-b border-line px-4 py-3 font-bold">
          About
        </h2>
        <dl class="grid grid-cols-[repeat(2,minmax(0,1fr))] gap-x-6 gap-y-3 px-4 py-4 lg:grid-cols-[repeat(5,minmax(0,1fr))]">
          {facts.map(([name, value]) => (
            <div key={name} class="min-w-0">
              <dt class="text-xs text-faint">{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}

function CommonRules() {
  const [made, setMade] = useState<number | null>(null);
  const change = useChange();
  const install = () =>
    change.run(async () => {
      setMade((await installTemplates()).rules.length);
      askAgain("rules");
    });
  return (
    <section class="card mb-4 px-4 py-3" aria-labelledby="common-rules">
      <div class="flex flex-wrap items-center justify-between gap-3">
        <div class="min-w-0">
          <h2 id="common-rules" class="font-bold">
            Common rules
          </h2>
          <p class="text-sm text-dim" aria-live="polite">
            {made === null
              ? "Uptime, success rate, response time and volume, for every client. Those that are there already are kept."
              : `${counted(made, "rule")} in place for every client.`}
          </p>
        </div>
        <button type="button" class="button" aria-disabled={change.isBusy} onClick={() => void install()}>
          Install them
        </button>
      </div>
      <Refusal>{change.refusal}</Refusal>
    </section>
  );
}
