/** What a deployment tells the page, in a file beside it. */

export interface Config {
  auth: { mode: "api_key" };
  refreshSeconds: number;
  brand: { name: string; product: string };
}

export async function loadConfig(): Promise<Config> {
  const response = await fetch("./config.json", { cache: "no-cache" });
  if (!response.ok) throw new Error(`config.json answered ${response.status}`);
  return (await response.json()) as Config;
}
