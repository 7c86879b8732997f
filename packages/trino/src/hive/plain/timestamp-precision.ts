import type { TimestampPrecision } from "@sluice/type-mapping";
import type { StatementClient } from "../../client/index.js";
import { showPrecision } from "../statements.js";

const digits: Readonly<Record<string, TimestampPrecision>> = {
  MILLISECONDS: 3,
  MICROSECONDS: 6,
  NANOSECONDS: 9,
};

/** Fraction digits of every timestamp in plain tables of the catalog, as the session of `client` has it. */
export async function timestampPrecision(
  client: StatementClient,
  catalog: string,
  signal?: AbortSignal,
): Promise<TimestampPrecision> {
  const { rows } = await client.run(showPrecision(catalog), { signal });
  return digits[String(rows[0]?.[1])] ?? 3;
}
