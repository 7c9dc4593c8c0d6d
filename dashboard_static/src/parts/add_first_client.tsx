/** An empty fleet: one sentence, one thing to do. */
import { Copy } from "./copy";
import { Verdict } from "./verdict";

function example(api: string): string {
  return `curl ${api}/api/clients \\
  -H "Authorization: Bearer $API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{
    "client_id": "tnt-limousine-001",
    "client_name": "TNT Limousine",
    "industry": "Transportation",
    "automation_systems": ["Lead Processing"],
    "monitoring_endpoints": ["https://leads.example.com"],
    "contact_email": "operations@example.com"
  }'`;
}

export function AddFirstClient() {
  const command = example(location.origin);
  return (
    <>
      <Verdict status="unknown" title="No clients yet">
        Register the first one; its status shows here after its first check.
      </Verdict>
      <section class="card" aria-labelledby="first-client">
        <div class="flex items-center justify-between gap-3 border-b border-line px-4 py-3">
          <h2 id="first-client" class="font-bold">
            From a terminal
          </h2>
          <Copy text={command} />
        </div>
        <pre class="px-4 py-3 font-mono text-sm break-words whitespace-pre-wrap">{command}</pre>
      </section>
      <p class="mt-3 text-sm text-dim">
        Each system answers <code>GET /health</code> under its address. An MCP client can do the same with{" "}
        <code>register_client</code>.
      </p>
    </>
  );
}
