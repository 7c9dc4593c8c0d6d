/** Channels in the words of the page, and what is typed of one as the service takes it. Pure. */
import type { Channel } from "./answers";
import { readAddresses } from "./reports";

export type Kind = Channel["kind"];

export const KIND_WORDS: Record<Kind, string> = {
  email: "Email",
  slack: "Slack",
  webhook: "Webhook",
  sns: "SNS topic",
};

interface Settings {
  from_address?: string;
  default_recipients?: string[];
  host?: string;
  header_names?: string[];
  channel?: string;
  username?: string;
}

/** What a channel's answer tells of its kind's own fields. */
export function settingsOf(channel: Channel | null): Settings {
  return (channel?.settings ?? {}) as Settings;
}

export interface ChannelField {
  name: string;
  label: string;
  /** Secrets are typed and never shown: what stays empty is kept. */
  look: "text" | "addresses" | "secret" | "headers";
  isRequired?: boolean;
  /** Beside the field; `null` where there is nothing to say. */
  hint: (channel: Channel | null) => string | null;
  /** A box to tick that says it in place of the field; null where there is nothing to tick. */
  tick?: (channel: Channel) => string | null;
}

const OLD_WEBHOOKS = "Old webhooks only; those of an app ignore it.";

function keptHint(channel: Channel | null): string | null {
  const { host } = settingsOf(channel);
  return host === undefined ? null : `Empty keeps the one at ${host}.`;
}

export const FIELDS: Record<Kind, readonly ChannelField[]> = {
  email: [
    {
      name: "default_recipients",
      label: "Sent to",
      look: "addresses",
      isRequired: true,
      hint: (channel) => {
        const { from_address } = settingsOf(channel);
        return from_address === undefined ? "Commas between addresses." : `Commas between addresses. Sent from ${from_address}.`;
      },
      tick: ({ bounced }) => (bounced.length === 0 ? null : "Write again to those that bounced"),
    },
  ],
  slack: [
    { name: "webhook_url", label: "Incoming webhook URL", look: "secret", isRequired: true, hint: keptHint },
    { name: "channel", label: "Post in, like #monitoring", look: "text", hint: () => OLD_WEBHOOKS },
    { name: "username", label: "Post as", look: "text", hint: () => OLD_WEBHOOKS },
  ],
  webhook: [
    { name: "url", label: "URL", look: "secret", isRequired: true, hint: keptHint },
    {
      name: "signing_secret",
      label: "Signing secret",
      look: "secret",
      hint: (channel) => (channel?.is_configured ? "Empty keeps the one that it has." : "Empty: one is made, and shown once."),
      tick: ({ is_configured }) => (is_configured ? "Make a new one, and show it once" : null),
    },
    {
      name: "headers",
      label: "Headers, one a line",
      look: "headers",
      hint: (channel) => {
        const names = settingsOf(channel).header_names ?? [];
        return names.length === 0 ? "Name: value" : `Name: value. Empty keeps ${names.join(", ")}; others take their place.`;
      },
      tick: (channel) => ((settingsOf(channel).header_names ?? []).length === 0 ? null : "Send none of them any more"),
    },
  ],
  sns: [],
};

/** What somebody typed and ticked, by the names of fields; what was not touched is not there. */
export interface Typed {
  texts: Readonly<Record<string, string>>;
  ticks: Readonly<Record<string, boolean>>;
}

export const NOTHING_TYPED: Typed = { texts: {}, ticks: {} };

/** What stands in a field that nobody touched. */
export function textOf(channel: Channel | null, name: string): string {
  if (name === "name") return channel?.name ?? "";
  const { default_recipients = [], channel: room = "", username = "" } = settingsOf(channel);
  return { default_recipients: default_recipients.join(", "), channel: room, username }[name] ?? "";
}

/** The change that was typed: what is the same as before is left out, and what was emptied is null. */
export function changeOf(kind: Kind, channel: Channel | null, { texts, ticks }: Typed): Record<string, unknown> {
  const told: Record<string, unknown> = {};
  const name = texts["name"]?.trim();
  if (name !== undefined && name !== textOf(channel, "name")) told["name"] = name;
  for (const field of FIELDS[kind]) {
    const before = textOf(channel, field.name);
    const text = (texts[field.name] ?? before).trim();
    if (ticks[field.name]) told[field.name] = field.look === "addresses" ? readAddresses(text) : null;
    else if (text !== before) told[field.name] = valueOf(field, text);
  }
  return told;
}

function valueOf({ look }: ChannelField, text: string): unknown {
  if (look === "addresses") return readAddresses(text);
  if (look === "headers") return readHeaders(text);
  return text === "" ? null : text;
}

/** "Name: value" in each line, as they go into a request. */
export function readHeaders(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return Object.fromEntries(
    lines.map((line) => {
      const [name = "", ...value] = line.split(":");
      return [name.trim(), value.join(":").trim()];
    }),
  );
}

/** Its kind, where its name does not say it. */
export function kindWords(channel: Channel): string | null {
  const words = KIND_WORDS[channel.kind];
  return channel.name.toLowerCase() === words.toLowerCase() ? null : words;
}

/** Where it leads, as far as that is shown: "hooks.slack.com, #monitoring". */
export function whereWords(channel: Channel): string | null {
  const { default_recipients = [], host, channel: room } = settingsOf(channel);
  const parts = [...default_recipients, host, room].filter((part) => part !== undefined);
  return parts.length === 0 ? null : parts.join(", ");
}
