import type { Finding } from "@sluice/sdk/plugin";
import { answerOf, isRefused, type Look, ok } from "./look.js";
import { refusal } from "./refusal.js";
import { timestampPrecision } from "./statements.js";

/** Which digits of a timestamp the catalog shows, and that statements may choose. */
export async function precisionFinding(look: Look): Promise<Finding> {
  const { catalog } = look.options;
  const answer = await answerOf(look.run(timestampPrecision(catalog)));
  if (isRefused(answer)) return refusal(answer, `tell ${catalog}.timestamp_precision`, look);
  const [, , value] = answer.rows[0] ?? [];
  return ok(
    `${catalog} shows timestamps in ${String(value).toLowerCase()}. Statements of Sluice choose what they need, and its views show every digit.`,
  );
}
