/** How a client is checked, and what was agreed with it. */
import type { Configuration } from "../answers";
import { exactTime, responseTime } from "../format";
import { policyWords } from "../history";
import { Rules } from "../parts/rules";
import { Silences } from "../parts/silences";

export function ClientConfiguration({ configuration }: { configuration: Configuration }) {
  return (
    <>
      <Rules clientId={configuration.client_id} systems={configuration.automation_systems} />
      <Silences clientId={configuration.client_id} />
      <HowChecked configuration={configuration} />
    </>
  );
}

function HowChecked({ configuration }: { configuration: Configuration }) {
  const facts: [string, string][] = [
    ["Checked every", `${configuration.interval_minutes} min`],
    ["Timeout", `${configuration.timeout_seconds} s`],
    ["Retries before a failure counts", String(configuration.retries)],
    ["Degraded over", responseTime(configuration.degraded_over_ms)],
    ["Uptime", policyWords(configuration.service_level)],
    ["Days are those of", configuration.time_zone],
    ["Contact", configuration.contact_email ?? "–"],
    ["Checks", configuration.is_active ? "Active" : "Switched off"],
    ["Registered", exactTime(Date.parse(configuration.created_at))],
    ["Last changed", `${exactTime(Date.parse(configuration.updated_at))} (version ${configuration.version})`],
  ];
  return (
    <section class="card" aria-labelledby="configuration">
      <h2 id="configuration" class="border-b border-line px-4 py-3 font-bold">
        Configuration
      </h2>
      <dl class="grid gap-x-6 gap-y-3 px-4 py-4 sm:grid-cols-[repeat(2,minmax(0,1fr))] lg:grid-cols-[repeat(4,minmax(0,1fr))]">
        {facts.map(([name, value]) => (
          <div key={name} class="min-w-0">
            <dt class="text-xs text-faint">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

