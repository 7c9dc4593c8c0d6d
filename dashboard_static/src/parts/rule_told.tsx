/** Whom a rule tells. */
import type { Channel } from "../answers";
import { loadChannels } from "../api_alerts";
import { usePolled } from "../polled";
import { Ticks } from "./field";

interface ToldProps {
  chosen: readonly string[];
  onChoose: (channels: string[]) => void;
  fault: string | null;
}

export function Told({ chosen, onChoose, fault }: ToldProps) {
  const channels = usePolled("channels", loadChannels, 10).data.value?.channels ?? [];
  const gone = chosen.filter((id) => channels.length > 0 && !channels.some(({ channel_id }) => channel_id === id));
  const options = [
    ...channels.map((channel) => ({ value: channel.channel_id, text: <Name channel={channel} /> })),
    ...gone.map((id) => ({ value: id, text: `${id}, which is no more` })),
  ];
  return <Ticks legend="and tell" options={options} chosen={chosen} onChoose={onChoose} fault={fault} />;
}

function Name({ channel }: { channel: Channel }) {
  return (
    <>
      {channel.name}
      {!channel.is_usable && <span class="text-xs text-degraded-ink">{stateWords(channel)}</span>}
    </>
  );
}

function stateWords({ fault, enabled }: Channel): string {
  if (fault !== null) return "broken";
  return enabled ? "not set up" : "switched off";
}
