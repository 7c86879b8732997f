import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Java } from "./java.js";
import { launch, type Server } from "./server.js";
import { runStatement } from "./statement.js";
import type { Environment } from "./tools.js";
import { type TrinoSettings, trinoArguments, trinoConfiguration } from "./trino-configuration.js";

export interface TrinoStart {
  readonly settings: TrinoSettings;
  readonly java: Java;
  readonly log: string;
  readonly environment: Environment;
}

/** Writes Trino's files anew and starts it. */
export async function launchTrino({ settings, java, log, environment }: TrinoStart): Promise<Server> {
  const { directory } = settings;
  for (const folder of ["etc/catalog", "data", "local", "temporary"]) {
    await mkdir(join(directory, folder), { recursive: true, mode: 0o700 });
  }
  for (const [path, text] of Object.entries(trinoConfiguration(settings))) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text, { mode: 0o600 });
  }
  return launch({
    name: "trino",
    command: java.command,
    args: trinoArguments(settings),
    directory,
    environment,
    log,
  });
}

/** Whether Trino runs statements and has those catalogs. */
export async function trinoReady(url: string, expected: readonly string[]): Promise<boolean> {
  const response = await fetch(`${url}/v1/info`, { signal: AbortSignal.timeout(5_000) });
  const { starting } = (await response.json()) as { starting?: boolean };
  if (starting !== false) return false;
  const [[one] = []] = await runStatement(url, "SELECT 1");
  const catalogs = (await runStatement(url, "SHOW CATALOGS")).flat();
  return one === 1 && expected.every((name) => catalogs.includes(name));
}
