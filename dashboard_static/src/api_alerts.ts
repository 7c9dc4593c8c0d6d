/** What the page asks of channels, and of what was to be sent there. */
import type { ChannelList, DeliveryAttempt, NotificationPage } from "./answers";
import { answered, changed } from "./api";

export function loadChannels(): Promise<ChannelList> {
  return answered<ChannelList>("/api/channels");
}

export function testChannel(channelId: string): Promise<DeliveryAttempt> {
  return changed<DeliveryAttempt>("POST", `/api/channels/${encodeURIComponent(channelId)}/test`);
}

export function loadDeadLetters(): Promise<NotificationPage> {
  return answered<NotificationPage>("/api/notifications?state=dead&limit=50");
}

export function replay(notificationId: string): Promise<unknown> {
  return changed("POST", `/api/notifications/${encodeURIComponent(notificationId)}/replay`);
}
