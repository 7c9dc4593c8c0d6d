/** The name of a client, which leads to its page. */
import type { ClientRow } from "../answers";
import { formatHash } from "../router";

export function ClientLink({ row }: { row: ClientRow }) {
  const href = formatHash({ name: "client", clientId: row.client_id });
  return (
    <a href={href} class="inline-block leading-6 hover:text-accent hover:underline">
      {row.client_name}
    </a>
  );
}
