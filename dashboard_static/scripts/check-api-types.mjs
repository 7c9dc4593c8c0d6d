// Fails when src/openapi.d.ts is not what docs/openapi.json says.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const document = here("../../docs/openapi.json");
const committed = here("../src/openapi.d.ts");

if (!existsSync(document)) fail("docs/openapi.json is missing");
const folder = mkdtempSync(join(tmpdir(), "openapi-types-"));
try {
  const fresh = join(folder, "openapi.d.ts");
  const tool = here("../node_modules/openapi-typescript/bin/cli.js");
  execFileSync(process.execPath, [tool, document, "-o", fresh], { stdio: ["ignore", "ignore", "inherit"] });
  if (!existsSync(committed) || readFileSync(fresh, "utf8") !== readFileSync(committed, "utf8")) {
    fail("src/openapi.d.ts is out of date: run `npm run api`");
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function fail(reason) {
  console.error(reason);
  process.exit(1);
}
