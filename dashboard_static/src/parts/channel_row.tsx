/** One channel: whether messages arrive there, and what can be done with it. */
import { useState } from "preact/hooks";
import type { Channel, DeliveryAttempt, NewChannel } from "../answers";
import { changeChannel, removeChannel, testChannel } from "../api_alerts";
import { kindWords, whereWords } from "../channels";
import { exactTime } from "../format";
import { askAgain } from "../polled";
import { type Change, mayChangeAll, Refusal, useChange } from "./action";
import { ChannelForm } from "./channel_form";
import { OpenButton } from "./open_button";
import { type Opened, useOpened } from "./opened";
import { Pill } from "./pill";
import { Question } from "./question";

interface RowProps {
  channel: Channel;
  onSaved: (saved: NewChannel, form: Opened) => void;
  onRemoved: () => void;
}

export function ChannelRow({ channel, onSaved, onRemoved }: RowProps) {
  const [attempt, setAttempt] = useState<DeliveryAttempt | null>(null);
  const testing = useChange();
  const turning = useChange();
  const editing = useOpened();
  const removing = useOpened();
  const test = () => testing.run(async () => setAttempt(await testChannel(channel.channel_id)));
  return (
    <li data-channel={channel.channel_id}>
      <div class="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-4 py-2.5">
        <span class="w-24 shrink-0">
          <State channel={channel} />
        </span>
        <div class="min-w-0 flex-1 basis-48">
          <p>
            {channel.name} <span class="text-sm text-faint">{kindWords(channel)}</span>
          </p>
          <p class="text-sm text-dim empty:hidden">{whereWords(channel)}</p>
        </div>
        {mayChangeAll() && (
          <div class="flex flex-wrap gap-2">
            {channel.is_configured && <Test channel={channel} testing={testing} onTest={() => void test()} />}
            <Edit channel={channel} editing={editing} />
            {channel.is_configured && <Turn channel={channel} turning={turning} />}
            {(!channel.is_default || channel.version > 0) && <Remove channel={channel} removing={removing} />}
          </div>
        )}
      </div>
      <div class="-mt-1 px-4 pb-2.5 text-sm empty:mt-0 empty:pb-0" aria-live="polite">
        <Trouble channel={channel} />
        <Refusal>{testing.refusal}</Refusal>
        <Refusal>{turning.refusal}</Refusal>
        {attempt !== null && <Outcome attempt={attempt} />}
      </div>
      {removing.isOpen && <Removal channel={channel} onKept={removing.close} onRemoved={() => (removing.leave(), onRemoved())} />}
      {editing.isOpen && (
        <ChannelForm channel={channel} onCancel={editing.close} onDone={(answer) => onSaved(answer, editing)} />
      )}
    </li>
  );
}

function Test({ channel, testing, onTest }: { channel: Channel; testing: Change; onTest: () => void }) {
  return (
    <button type="button" class="button" aria-disabled={testing.isBusy} onClick={onTest}>
      {testing.isBusy ? "Sending…" : "Send a test"}
      <span class="sr-only"> to {channel.name}</span>
    </button>
  );
}

function Edit({ channel, editing }: { channel: Channel; editing: Opened }) {
  return (
    <OpenButton opened={editing}>
      {channel.is_configured ? "Edit" : "Set up"}
      <span class="sr-only"> {channel.name}</span>
    </OpenButton>
  );
}

function Turn({ channel, turning }: { channel: Channel; turning: Change }) {
  const turn = () =>
    turning.run(() =>
      changeChannel(channel.channel_id, channel.version, { enabled: !channel.enabled }).finally(() => askAgain("channels")),
    );
  return (
    <button type="button" class="button" aria-disabled={turning.isBusy} onClick={() => void turn()}>
      {channel.enabled ? "Switch off" : "Switch on"}
      <span class="sr-only"> {channel.name}</span>
    </button>
  );
}

function Remove({ channel, removing }: { channel: Channel; removing: Opened }) {
  return (
    <button ref={removing.opener} type="button" class="button" aria-expanded={removing.isOpen} onClick={removing.open}>
      {channel.is_default ? "Reset" : "Remove"}
      <span class="sr-only"> {channel.name}</span>
    </button>
  );
}

function Removal({ channel, onKept, onRemoved }: { channel: Channel; onKept: () => void; onRemoved: () => void }) {
  const change = useChange();
  const remove = () =>
    change.run(async () => {
      await removeChannel(channel.channel_id);
      askAgain("channels");
      onRemoved();
    });
  const question = channel.is_default
    ? `Set ${channel.name} back to what the deployment came with? Where it sends to is forgotten.`
    : `Remove ${channel.name}? Rules that name it tell nobody there any more.`;
  return (
    <Question question={question} yes={channel.is_default ? "Reset it" : "Remove it"} change={change} onYes={() => void remove()} onNo={onKept} />
  );
}

function Trouble({ channel }: { channel: Channel }) {
  return (
    <>
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
    </>
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
