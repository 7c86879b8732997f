import { isSluiceError } from "@sluice/sdk";
import type { Finding } from "@sluice/sdk/plugin";
import { isTrinoError } from "../client/index.js";
import { answerOf, isRefused, type Look, ok, warning } from "./look.js";
import { refusal } from "./refusal.js";
import { createSchema, dropSchema, findSchema } from "./statements.js";

/** Where the probe may make its tables. */
export interface ProbeSchema {
  readonly finding: Finding;
  /** Absent: nowhere. */
  readonly schema?: string;
  /** Removes what was made for the probe; what stays is said. */
  dispose(): Promise<Finding[]>;
}

/**
 * Whether the schema of the options is there, or can be made. Where it is not, one of another name is made for the
 * probe and dropped: two who check at once must not take each other's away, and a check leaves nothing behind.
 */
export async function probeSchema(look: Look, id: string): Promise<ProbeSchema> {
  const { catalog, schema, user } = look.options;
  const keep = async () => [];
  const found = await answerOf(look.run(findSchema(catalog, schema)));
  const doing = `look for schema ${catalog}.${schema}`;
  if (isRefused(found)) return { finding: refusal(found, doing, look), dispose: keep };
  if (found.rows.length > 0)
    return { finding: ok(`Schema ${catalog}.${schema} is there.`), schema, dispose: keep };
  const own = `${schema}__check_${id}`;
  const made = await answerOf(look.run(createSchema(catalog, own)));
  if (isRefused(made)) {
    const finding = refusal(made, `make schema ${catalog}.${schema}, which is not there`, look);
    if (!isTrinoError(made, "PERMISSION_DENIED")) return { finding, dispose: keep };
    const hint = `Create it once: CREATE SCHEMA ${catalog}.${schema}. Or let user ${user} create schemas.`;
    return { finding: { ...finding, hint }, dispose: keep };
  }
  return {
    finding: ok(`Schema ${catalog}.${schema} is not there yet; the first store makes it.`),
    schema: own,
    dispose: () => dropped(look, own),
  };
}

async function dropped(look: Look, own: string): Promise<Finding[]> {
  const drop = dropSchema(look.options.catalog, own);
  try {
    await look.clear(drop);
    return [];
  } catch (error) {
    if (!isSluiceError(error)) throw error;
  }
  return [warning(`The schema ${own}, made for the check, could not be removed.`, `Run ${drop}.`)];
}
