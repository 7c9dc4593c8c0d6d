/** Where a client's alerts are, why nobody is told, and the steps that led there. */
import { CAUSE_WORDS, muteWords, PHASE_STATUS, PHASE_WORDS, subjectOf } from "../alerts";
import type { ClientAlerts as Answer } from "../answers";
import { loadClientAlerts } from "../api_alerts";
import { counted, exactTime } from "../format";
import { usePolled } from "../polled";
import { Part } from "./part";
import { Pill } from "./pill";
import { Lasting } from "./times";

export function ClientAlerts({ clientId }: { clientId: string }) {
  const poller = usePolled(`alerts of ${clientId}`, () => loadClientAlerts(clientId));
  return (
    <section class="card mb-4" aria-labelledby="alerts">
      <h2 id="alerts" class="px-4 py-3 font-bold">
        Alerts now
      </h2>
      <div class="border-t border-line">
        <Part poller={poller} what="the alerts" place="h-16">
          {({ alerts, transitions }) => (
            <>
              {alerts.length === 0 && <p class="px-4 py-3 text-dim">No rule is broken.</p>}
              <ul class="divide-y divide-line">
                {alerts.map((alert) => (
                  <Row key={alert.alert_id} alert={alert} />
                ))}
              </ul>
              {transitions.length > 0 && <Steps steps={transitions} />}
            </>
          )}
        </Part>
      </div>
    </section>
  );
}

function Row({ alert }: { alert: Answer["alerts"][number] }) {
  const mute = muteWords(alert);
  return (
    <li class="flex flex-wrap items-start gap-x-3 gap-y-1 px-4 py-2.5" data-alert={alert.rule_id}>
      <span class="w-28 shrink-0">
        <Pill status={PHASE_STATUS[alert.phase]}>{PHASE_WORDS[alert.phase]}</Pill>
      </span>
      <div class="min-w-0 flex-1 basis-56">
        <p>
          {subjectOf(alert)}
          {alert.since !== null && (
            <span class="text-sm text-dim">
              {" "}
              · for <Lasting since={alert.since} />
            </span>
          )}
        </p>
        <p class="text-sm text-dim">
          {mute ??
            (alert.told_at === null
              ? "Nobody was told yet"
              : `Told ${exactTime(Date.parse(alert.told_at))} by ${alert.told_channels.join(", ")}`)}
          {alert.acknowledged_by !== null && ` · acknowledged by ${alert.acknowledged_by}`}
          {alert.is_flapping && " · it comes and goes"}
        </p>
      </div>
    </li>
  );
}

function Steps({ steps }: { steps: Answer["transitions"] }) {
  return (
    <details class="border-t border-line px-4 py-3">
      <summary class="cursor-pointer text-sm">{counted(steps.length, "latest step")} of its alerts</summary>
      <ol class="mt-2 space-y-1 text-sm">
        {steps.map((step) => (
          <li key={`${step.alert_id} ${step.at} ${step.after}`}>
            <span class="text-faint">{exactTime(Date.parse(step.at))}</span> {subjectOf(step)}: {PHASE_WORDS[step.before].toLowerCase()} →{" "}
            {PHASE_WORDS[step.after].toLowerCase()}, {CAUSE_WORDS[step.cause]}
          </li>
        ))}
      </ol>
    </details>
  );
}
