import type { Finding } from "@sluice/sdk/plugin";
import { showPrecision } from "../hive/statements.js";
import { answerOf, isRefused, type Look, ok } from "./look.js";
import { refusal } from "./refusal.js";

/** Which digits of a timestamp the catalog shows, and that statements may choose. */
export async function precisionFinding(look: Look): Promise<Finding> {
  const { catalog } = look.options;
  const answer = await answerOf(look.run(showPrecision(catalog)));
  if (isRefused(answer)) return refusal(answer, `tell ${catalog}.timestamp_precision`, look);
  const [, , value] = answer.rows[0] ?? [];
  return ok(
    `${catalog} shows timestamps in ${String(value).toLowerCase()}. Statements of Sluice choose what they need, and its views show every digit.`,
  );
}
