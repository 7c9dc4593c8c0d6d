import { describe, expect, test } from "vitest";
import type { Channel } from "./answers";
import { changeOf, FIELDS, kindWords, NOTHING_TYPED, readHeaders, type Typed, whereWords } from "./channels";

function aChannel(over: object = {}): Channel {
  return { channel_id: "slack", kind: "slack", name: "Slack", is_configured: true, settings: {}, bounced: [], ...over } as unknown as Channel;
}

const typed = (texts: Record<string, string>, ticks: Record<string, boolean> = {}): Typed => ({ texts, ticks });

test.each([
  ["Slack", "slack", null],
  ["slack", "slack", null],
  ["Ops", "slack", "Slack"],
  ["SNS topic", "sns", null],
])("%s of kind %s is said to be %s", (name, kind, words) => {
  expect(kindWords(aChannel({ name, kind }))).toBe(words);
});

test.each([
  [{}, null],
  [{ host: "hooks.slack.com", channel: "#ops" }, "hooks.slack.com, #ops"],
  [{ from_address: "m@a.example", default_recipients: ["a@b.example", "c@d.example"] }, "a@b.example, c@d.example"],
])("a channel with %o leads to %s", (settings, words) => {
  expect(whereWords(aChannel({ settings }))).toBe(words);
});

describe("a change has what was touched", () => {
  const slack = aChannel({ settings: { host: "hooks.slack.com", channel: "#ops" } });

  test("and nothing else", () => {
    expect(changeOf("slack", slack, NOTHING_TYPED)).toEqual({});
    expect(changeOf("slack", slack, typed({ name: "Slack ", channel: "#ops", webhook_url: "" }))).toEqual({});
  });

  test("with null for what was emptied", () => {
    expect(changeOf("slack", slack, typed({ name: "Ops", channel: " ", username: "Bot" }))).toEqual({
      name: "Ops",
      channel: null,
      username: "Bot",
    });
  });

  test("with addresses and headers as the service takes them", () => {
    expect(changeOf("email", null, typed({ name: "Mail", default_recipients: "a@b.example; c@d.example" }))).toEqual({
      name: "Mail",
      default_recipients: ["a@b.example", "c@d.example"],
    });
    expect(changeOf("webhook", null, typed({ url: "https://a.example", headers: "X-Team: ops" }))).toEqual({
      url: "https://a.example",
      headers: { "X-Team": "ops" },
    });
  });

  test("and what was ticked in place of what was typed", () => {
    const hook = aChannel({ kind: "webhook" });
    const mail = aChannel({ kind: "email", settings: { default_recipients: ["a@b.example"] } });

    expect(changeOf("webhook", hook, typed({ signing_secret: "whsec_x" }, { signing_secret: true }))).toEqual({ signing_secret: null });
    expect(changeOf("email", mail, typed({}, { default_recipients: true }))).toEqual({ default_recipients: ["a@b.example"] });
  });
});

test("a header's value may have colons, and empty lines are none", () => {
  expect(readHeaders("Authorization: Bearer a:b\n\n X-Team : ops ")).toEqual({ Authorization: "Bearer a:b", "X-Team": "ops" });
});

test("there is nothing to tick of a channel that has nothing to lose", () => {
  const ticks = (kind: Channel["kind"], channel: Channel) => FIELDS[kind].map((field) => field.tick?.(channel) ?? null);

  expect(ticks("webhook", aChannel({ is_configured: false }))).toEqual([null, null, null]);
  expect(ticks("email", aChannel())).toEqual([null]);
  expect(ticks("email", aChannel({ bounced: [{ address: "a@b.example", reason: "bounce" }] }))).toEqual([
    "Write again to those that bounced",
  ]);
});
