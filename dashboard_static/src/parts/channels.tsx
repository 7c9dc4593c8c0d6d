/** Where messages go, and what of a channel is shown only once. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { NewChannel } from "../answers";
import { loadChannels } from "../api_alerts";
import { usePolled } from "../polled";
import { mayChangeAll } from "./action";
import { ChannelForm } from "./channel_form";
import { ChannelRow } from "./channel_row";
import { Copy } from "./copy";
import { type Opened, useOpened } from "./opened";
import { Part } from "./part";

export function Channels() {
  const channels = usePolled("channels", loadChannels, 10);
  const [saved, setSaved] = useState<NewChannel | null>(null);
  const making = useOpened();
  const title = useRef<HTMLHeadingElement>(null);
  const finish = (answer: NewChannel, form: Opened) => {
    const isToKeep = Object.keys(answer.shown_once).length > 0;
    setSaved(isToKeep ? answer : null);
    if (isToKeep) form.leave();
    else form.close();
  };
  return (
    <section class="card mb-4 overflow-clip" aria-labelledby="channels">
      <div class="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
        <h2 ref={title} id="channels" tabIndex={-1} class="font-bold">
          Channels
        </h2>
        {mayChangeAll() && !making.isOpen && (
          <button ref={making.opener} type="button" class="button" onClick={making.open}>
            Add a channel
          </button>
        )}
      </div>
      {saved !== null && <ShownOnce saved={saved} onKept={() => (setSaved(null), title.current?.focus())} />}
      {making.isOpen && (
        <ChannelForm channel={null} onCancel={making.close} onDone={(made) => finish(made, making)} />
      )}
      <div class="border-t border-line">
        <Part poller={channels} what="the channels" place="h-24">
          {(answer) => (
            <ul class="divide-y divide-line">
              {answer.channels.map((channel) => (
                <ChannelRow
                  key={channel.channel_id}
                  channel={channel}
                  onSaved={finish}
                  onRemoved={() => title.current?.focus()}
                />
              ))}
            </ul>
          )}
        </Part>
      </div>
    </section>
  );
}

function ShownOnce({ saved, onKept }: { saved: NewChannel; onKept: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [saved]);
  return (
    <div ref={box} tabIndex={-1} role="group" aria-labelledby="shown-once" class="border-t border-line bg-accent-wash px-4 py-3">
      <p id="shown-once">
        <b class="font-bold">The signing secret of {saved.channel.name}.</b> Keep it now: it is not shown again.
      </p>
      {Object.entries(saved.shown_once).map(([name, secret]) => (
        <div key={name} class="mt-2 flex flex-wrap items-center gap-2">
          <code class="min-w-0 rounded-md bg-card px-2 py-1 font-mono text-sm break-all">{secret}</code>
          <Copy text={secret} />
          <button type="button" class="button" onClick={onKept}>
            I have kept it
          </button>
        </div>
      ))}
    </div>
  );
}
