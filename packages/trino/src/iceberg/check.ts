import { randomUUID } from "node:crypto";
import type { Finding } from "@sluice/sdk/plugin";
import { connectors } from "../connectors.js";
import { trinoDialect } from "../dialect.js";
import { answerOf, isRefused, type Look, ok, warning, wrong } from "../preflight/look.js";
import { refusal } from "../preflight/refusal.js";
import { probeSchema } from "../preflight/schema.js";
import { catalogFinding, serverFinding } from "../preflight/server.js";
import { whyNotAdded } from "./add-files.js";
import { createProbe, dropProbe } from "./add-files-statements.js";
import type { IcebergOptions } from "./options.js";
import { stagingAmong } from "./staging.js";

const { identifier } = trinoDialect;

/**
 * Whether the server answers, is of a release this package knows, has both catalogs with the right connectors, and how
 * the rows of appends reach tables.
 */
export async function checkCatalogs(look: Look, { stage, addFiles }: IcebergOptions): Promise<Finding[]> {
  const { catalog } = look.options;
  const server = await serverFinding(look);
  const tables = await catalogFinding(look, {
    name: catalog,
    connector: "iceberg",
    option: "trino({ catalog })",
    why: "It holds the tables.",
  });
  const kind = stagingAmong(await connectors(look.run), catalog, stage)?.kind;
  const through = await catalogFinding(look, {
    name: stage ?? "hive",
    connector: "hive",
    option: "iceberg({ stage })",
    why: "Files reach Iceberg tables through it.",
  });
  if (tables.level === "error") return [server, tables, ...(kind === "iceberg" ? [] : [through])];
  const adding = await addingFinding(look, kind === "iceberg", addFiles !== false);
  return [server, tables, ...(kind === "iceberg" ? [] : [through]), ...adding];
}

/** Whether tables of the catalog take files over. Makes one and drops it. */
async function addingFinding(look: Look, isStage: boolean, isWanted: boolean): Promise<Finding[]> {
  if (!isStage && !isWanted) return [];
  const { options, store, run } = look;
  const { catalog } = options;
  const id = randomUUID().slice(0, 8);
  const place = await probeSchema(look, id);
  if (place.schema === undefined) return [place.finding];
  const relation = [catalog, place.schema, `sluice_check_${id}`].map((name) => identifier(name)).join(".");
  const findings: Finding[] = [];
  try {
    const made = await answerOf(run(createProbe(relation, store.locate(`_check/${id}/table`))));
    if (isRefused(made)) findings.push(refusal(made, `make a table in ${catalog}.${place.schema}`, look));
    else {
      const why = await whyNotAdded({ catalog, store, run }, relation);
      findings.push(findingOf(catalog, why, isStage));
      const drop = dropProbe(relation);
      const dropped = await answerOf(look.clear(drop));
      if (isRefused(dropped))
        findings.push(warning(`${relation}, made for the check, is still there.`, `Run ${drop}.`));
    }
  } finally {
    findings.push(...(await place.dispose()));
  }
  return findings;
}

function findingOf(catalog: string, why: string | undefined, isStage: boolean): Finding {
  if (why === undefined) {
    const appends = `Tables of ${catalog} without partitions take over the files of appends`;
    return ok(isStage ? `${appends}; other files reach tables through ${catalog} itself.` : `${appends}.`);
  }
  if (!isStage) return ok(`Appends are INSERTs: ${why}.`);
  return wrong(
    `Files cannot reach Iceberg tables: there is no Hive catalog, and ${why}.`,
    `Set iceberg.add-files-procedure.enabled=true in etc/catalog/${catalog}.properties, or add a catalog with connector.name=hive and name it in iceberg({ stage }).`,
  );
}
