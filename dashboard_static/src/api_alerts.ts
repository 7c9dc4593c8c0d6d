/** What the page asks of incidents, silences, rules and channels. */
import type {
  Backtest,
  Channel,
  ChannelList,
  ClientAlerts,
  DeliveryAttempt,
  IncidentDetail,
  IncidentList,
  NewChannel,
  NotificationPage,
  Rule,
  RuleList,
  SilenceList,
} from "./answers";
import { answered, ApiError, changed } from "./api";
import { type DraftRule, EVERY_CLIENT, type RuleEdits } from "./rules";

export interface IncidentsAsked {
  state?: "open" | "resolved";
  clientId?: string;
  cursor?: string;
  limit?: number;
}

export function loadIncidents({ state, clientId, cursor, limit = 50 }: IncidentsAsked): Promise<IncidentList> {
  const query = new URLSearchParams({
    ...(state && { state }),
    ...(clientId && { client_id: clientId }),
    ...(cursor && { cursor }),
    limit: String(limit),
  });
  return answered<IncidentList>(`/api/incidents?${query}`);
}

export function loadIncident(incidentId: string): Promise<IncidentDetail> {
  return answered<IncidentDetail>(incidentPath(incidentId));
}

/** What is not calm, and the latest hundred steps. */
export function loadClientAlerts(clientId: string): Promise<ClientAlerts> {
  return answered<ClientAlerts>(`/api/clients/${encodeURIComponent(clientId)}/alerts?limit=100`);
}

/** Somebody knows: no reminder and no escalation follows. */
export function acknowledge(incidentId: string, body: { note?: string; is_real?: boolean } = {}): Promise<IncidentDetail> {
  return changed<IncidentDetail>("POST", `${incidentPath(incidentId)}/acknowledge`, body);
}

export function addNote(incidentId: string, note: string): Promise<IncidentDetail> {
  return changed<IncidentDetail>("POST", `${incidentPath(incidentId)}/note`, { note });
}

function incidentPath(incidentId: string): string {
  return `/api/incidents/${encodeURIComponent(incidentId)}`;
}

export interface NewSilence {
  client_id?: string;
  system_name?: string;
  reason: string;
  minutes?: number;
  until_recovered?: boolean;
}

/** The same for whoever it is asked for. */
export type SilenceOrder = Omit<NewSilence, "client_id">;

export function loadSilences(): Promise<SilenceList> {
  return answered<SilenceList>("/api/silences?limit=100");
}

export function silence(body: NewSilence): Promise<unknown> {
  return changed("POST", "/api/silences", body);
}

export function endSilence(silenceId: string): Promise<unknown> {
  return changed("DELETE", `/api/silences/${encodeURIComponent(silenceId)}`);
}

/** Those that apply to a client: its own and those of every client. */
export function loadRules(clientId: string): Promise<RuleList> {
  return answered<RuleList>(`/api/rules?client_id=${encodeURIComponent(clientId)}&limit=200`);
}

/** Those of every client alone: they come first, and there are no more than a hundred. */
export async function loadCommonRules(): Promise<RuleList> {
  const page = await answered<RuleList>("/api/rules?limit=100");
  return { ...page, rules: page.rules.filter((rule) => rule.client_id === EVERY_CLIENT) };
}

export function loadRule(ruleId: string): Promise<Rule> {
  return answered<Rule>(rulePath(ruleId));
}

export function saveRule(draft: DraftRule): Promise<Rule> {
  return changed<Rule>("POST", "/api/rules", draft);
}

/** With `version` only where that is still the one that is stored. */
export function changeRule(ruleId: string, change: RuleEdits & { is_enabled?: boolean; version?: number }): Promise<Rule> {
  return changed<Rule>("PATCH", rulePath(ruleId), change);
}

export function removeRule(ruleId: string): Promise<unknown> {
  return changed("DELETE", rulePath(ruleId));
}

function rulePath(ruleId: string): string {
  return `/api/rules/${encodeURIComponent(ruleId)}`;
}

/** What a draft would have done; nobody is told. */
export function backtest(draft: DraftRule): Promise<Backtest> {
  return changed<Backtest>("POST", "/api/rules/backtest", { ...draft, days: 30 });
}

/** The common set, for every client. */
export function installTemplates(): Promise<RuleList> {
  return changed<RuleList>("POST", "/api/rules/templates", {});
}

export function loadChannels(): Promise<ChannelList> {
  return answered<ChannelList>("/api/channels");
}

/** A channel as it is by now. */
export async function loadChannel(channelId: string): Promise<Channel> {
  const found = (await loadChannels()).channels.find((channel) => channel.channel_id === channelId);
  if (found === undefined) throw new ApiError(404, "not_found", "somebody else has removed it");
  return found;
}

export function makeChannel(body: object): Promise<NewChannel> {
  return changed<NewChannel>("POST", "/api/channels", body);
}

/** `version` is the one that was read: another by now is a conflict. */
export function changeChannel(channelId: string, version: number, change: object): Promise<NewChannel> {
  return changed<NewChannel>("PATCH", channelPath(channelId), { ...change, version });
}

/** One of the deployment's own is as nobody has set it up. */
export function removeChannel(channelId: string): Promise<unknown> {
  return changed("DELETE", channelPath(channelId));
}

export function testChannel(channelId: string): Promise<DeliveryAttempt> {
  return changed<DeliveryAttempt>("POST", `${channelPath(channelId)}/test`);
}

function channelPath(channelId: string): string {
  return `/api/channels/${encodeURIComponent(channelId)}`;
}

export function loadDeadLetters(): Promise<NotificationPage> {
  return answered<NotificationPage>("/api/notifications?state=dead&limit=50");
}

export function replay(notificationId: string): Promise<unknown> {
  return changed("POST", `/api/notifications/${encodeURIComponent(notificationId)}/replay`);
}
