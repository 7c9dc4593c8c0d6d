/** Where messages go, whether they arrive there, and those that never did. */
import { useState } from "preact/hooks";
import type { Channel, DeliveryAttempt, NotificationPage } from "../answers";
import { loadChannels, loadDeadLetters, replay, testChannel } from "../api_alerts";
import { exactTime } from "../format";
import { askAgain, usePolled } from "../polled";
import { mayChange, Refusal, useChange } from "./action";
import { Part } from "./part";
import { Pill } from "./pill";

const KIND_WORDS: Record<Channel["kind"], string> = {
  email: "Mail",
  slack: "Slack",
  webhook: "Webhook",
  sns: "SNS topic",
};

export function Channels() {
  const channels = usePolled("channels", loadChannels, 10);
  return (
    <section class="card mb-4" aria-labelledby="channels">
      <h2 id="channels" class="px-4 py-3 font-bold">
        Channels
      </h2>
      <div class="border-t border-line">
        <Part poller={channels} what="the channels" place="h-24">
          {(answer) => (
            <ul class="divide-y divide-line">
              {answer.channels.map((channel) => (
                <Row key={channel.channel_id} channel={channel} />
              ))}
            </ul>
          )}
        </Part>
      </div>
    </section>
  );
}

function Row({ channel }: { channel: Channel }) {
  const [attempt, setAttempt] = useState<DeliveryAttempt | null>(null);
  const change = useChange();
  const test = () => change.run(async () => setAttempt(await testChannel(channel.channel_id)));
  return (
    <li class="px-4 py-2.5" data-channel={channel.channel_id}>
      <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span class="w-24 shrink-0">
          <State channel={channel} />
        </span>
        <p class="min-w-0 flex-1 basis-48">
          {channel.name} <span class="text-sm text-faint">{KIND_WORDS[channel.kind]}</span>
        </p>
        {mayChange() && channel.is_configured && (
          <button type="button" class="button" aria-disabled={change.isBusy} onClick={() => void test()}>
            {change.isBusy ? "Sending…" : "Send a test"}
            <span class="sr-only"> to {channel.name}</span>
          </button>
        )}
      </div>
      <div class="mt-1 text-sm" aria-live="polite">
        {channel.fault !== null && (
          <p class="text-down-ink">
            Broken{channel.faulty_since !== null && ` since ${exactTime(Date.parse(channel.faulty_since))}`}: {channel.fault}
          </p>
        )}
        {channel.bounced.length > 0 && (
          <p class="text-degraded-ink">
            Not written to any more: {channel.bounced.map(({ address, reason }) => `${address} (${reason})`).join(", ")}
          </p>
        )}
        {change.refusal !== null && <Refusal>{change.refusal}</Refusal>}
        {attempt !== null && <Outcome attempt={attempt} />}
      </div>
    </li>
  );
}

function State({ channel }: { channel: Channel }) {
  if (channel.is_usable) return <Pill status="healthy">Works</Pill>;
  if (channel.fault !== null) return <Pill status="down">Broken</Pill>;
  return <span class="text-sm text-faint">{channel.enabled ? "Not set up" : "Switched off"}</span>;
}

function Outcome({ attempt }: { attempt: DeliveryAttempt }) {
  const isThere = attempt.verdict === "delivered";
  return (
    <p class={isThere ? "text-healthy-ink" : "text-down-ink"}>
      {isThere ? "The test arrived" : `The test did not arrive: ${attempt.reason ?? "no reason known"}`}
      {attempt.http_status !== null && ` (HTTP ${attempt.http_status})`}
      {attempt.latency_ms !== null && `, after ${attempt.latency_ms} ms`}.
    </p>
  );
}

export function DeadLetters() {
  const letters = usePolled("notifications", loadDeadLetters, 4);
  return (
    <section class="card mb-4" aria-labelledby="dead-letters">
      <h2 id="dead-letters" class="px-4 py-3 font-bold">
        Messages that never arrived
      </h2>
      <div class="border-t border-line">
        <Part poller={letters} what="the messages" place="h-12">
          {(answer) =>
            answer.notifications.length === 0 ? (
              <p class="px-4 py-3 text-dim">Every message has arrived, or is still on its way.</p>
            ) : (
              <ul class="divide-y divide-line">
                {answer.notifications.map((letter) => (
                  <Letter key={letter.notification_id} letter={letter} />
                ))}
              </ul>
            )
          }
        </Part>
      </div>
    </section>
  );
}

function Letter({ letter }: { letter: NotificationPage["notifications"][number] }) {
  const change = useChange();
  const last = letter.attempts.at(-1);
  const again = () =>
    change.run(async () => {
      await replay(letter.notification_id);
      askAgain("notifications");
    });
  return (
    <li class="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
      <div class="min-w-0 flex-1 basis-56">
        <p>
          {letter.client_name}: {letter.title} <span class="text-sm text-faint">to {letter.channel_id}</span>
        </p>
        <p class="text-sm text-dim">
          {exactTime(Date.parse(letter.created_at))}
          {last?.reason != null && ` · ${last.reason}`}
          {letter.attempts.length > 0 && ` · ${letter.attempts.length} attempts kept`}
        </p>
      </div>
      <Refusal>{change.refusal}</Refusal>
      {mayChange() && (
        <button type="button" class="button" aria-disabled={change.isBusy} onClick={() => void again()}>
          Send again<span class="sr-only"> {letter.title} of {letter.client_name}</span>
        </button>
      )}
    </li>
  );
}
