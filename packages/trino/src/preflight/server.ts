import type { Finding } from "@sluice/sdk/plugin";
import { type Look, ok, warning, wrong } from "./look.js";
import { catalogsOf, serverVersion } from "./statements.js";

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

/** Whether the catalog is there and of the right connector. Without it nothing else can be looked at. */
export async function catalogFinding({ run, options: { catalog } }: Look): Promise<Finding> {
  const { rows } = await run(catalogsOf());
  const connector = rows.find(([name]) => name === catalog)?.[1];
  if (connector === "hive") return ok(`Catalog ${catalog} is of the hive connector.`);
  const named = rows.filter(([, each]) => each === "hive").map(([name]) => String(name));
  const hint =
    named.length > 0
      ? `Name one with connector.name=hive in trino({ catalog }): ${named.join(", ")}.`
      : `Add a file etc/catalog/${catalog}.properties with connector.name=hive to the server.`;
  if (connector === undefined) return wrong(`Trino has no catalog ${catalog}.`, hint);
  return wrong(`Catalog ${catalog} is of the ${String(connector)} connector.`, hint);
}
