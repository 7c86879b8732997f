import type { Finding } from "@sluice/sdk/plugin";
import { catalogsOf, connectors } from "../connectors.js";
import { type Look, ok, warning, wrong } from "./look.js";
import { serverVersion } from "./statements.js";

/** Releases this package was tried with, the oldest and the newest. */
const supported = { oldest: 450, newest: 483 };

/** Whether the server answers, and is of a release this package knows. */
export async function serverFinding({ run, server }: Look): Promise<Finding> {
  const { rows } = await run(serverVersion());
  return versionFinding(String(rows[0]?.[0]), server);
}

/** What to say of a version as servers give it: `476`, `483-SNAPSHOT`. */
export function versionFinding(version: string, server: string): Finding {
  const answers = `Trino ${version} answers at ${server}`;
  const { oldest, newest } = supported;
  const number = /^\d+/.exec(version)?.[0];
  if (number === undefined) {
    return warning(
      `${answers}; that version is no number.`,
      `Make sure that it is of release ${oldest} or newer.`,
    );
  }
  if (Number(number) < oldest) {
    return wrong(`${answers}, which is older than ${oldest}.`, `Upgrade it to ${oldest} or newer.`);
  }
  if (Number(number) <= newest) return ok(`${answers}.`);
  return ok(`${answers}. It is newer than ${newest}, the newest release this was tried with.`);
}

/** A catalog that the server has to have. */
export interface WantedCatalog {
  readonly name: string;
  readonly connector: string;
  /** The option that names it. */
  readonly option: string;
  /** What it is for, a sentence. */
  readonly why?: string;
}

/** Whether the catalog is there and of the right connector. Without it nothing else can be looked at. */
export async function catalogFinding(
  { run }: Look,
  { name, connector, option, why }: WantedCatalog,
): Promise<Finding> {
  const all = await connectors(run);
  const found = all.get(name);
  if (found === connector) return ok(`Catalog ${name} is of the ${connector} connector.`);
  const named = catalogsOf(all, connector);
  const todo =
    named.length > 0
      ? `Name one with connector.name=${connector} in ${option}: ${named.join(", ")}.`
      : `Add a file etc/catalog/${name}.properties with connector.name=${connector} to the server.`;
  const hint = why === undefined ? todo : `${todo} ${why}`;
  if (found === undefined) return wrong(`Trino has no catalog ${name}.`, hint);
  return wrong(`Catalog ${name} is of the ${found} connector.`, hint);
}
