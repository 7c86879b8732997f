import type { Finding } from "@sluice/sdk/plugin";
import type { StatementResult, TrinoError } from "../client/index.js";
import { answerOf, isRefused, type Look, ok, warning, wrong } from "./look.js";
import { probeFile, probeInstants } from "./probe-file.js";
import { refusal } from "./refusal.js";
import {
  createData,
  createFiles,
  createView,
  dropTable,
  dropView,
  type ProbeNames,
  readFiles,
  readView,
  registerData,
  unregisterData,
  writeNothing,
} from "./statements.js";

/** An object in the store, and tables over it. */
export interface Probe extends Look {
  readonly names: ProbeNames;
  /** Key of the object. */
  readonly key: string;
}

export function probeOf(look: Look, schema: string, id: string): Probe {
  const table = `sluice_check_${id}`;
  const tables = { files: `${table}_files`, data: `${table}_data`, view: table };
  return {
    ...look,
    names: { catalog: look.options.catalog, schema, ...tables },
    key: `_check/${id}/files/probe.parquet`,
  };
}

/** Takes a small object the whole way of a write: put by the store, registered and read by Trino. Removes it all. */
export async function probeFindings(probe: Probe): Promise<Finding[]> {
  const { store, key } = probe;
  await store.put(key, probeFile, { mode: "overwrite", contentType: "application/vnd.apache.parquet" });
  const findings: Finding[] = [];
  try {
    const folder = folderOf(probe);
    const made = await answerOf(probe.run(createFiles(probe.names, folder)));
    // What refuses this table would refuse every other.
    if (isRefused(made)) findings.push(refusal(made, `make a table over ${folder}`, probe));
    else findings.push(...(await readFindings(probe)), ...(await publishFindings(probe)));
  } finally {
    findings.push(...(await cleared(probe)));
  }
  return findings;
}

/** Whether Trino reads what the store wrote, and as what. */
async function readFindings(probe: Probe): Promise<Finding[]> {
  const { names, store, options } = probe;
  const folder = folderOf(probe);
  const read = await answerOf(probe.run(readFiles(names)));
  if (isRefused(read)) return [refusal(read, `read ${folder}`, probe)];
  if (read.rows.length === 0) {
    return [
      wrong(
        `Trino sees no object in ${folder}, where the store just put one.`,
        `Trino asks another S3. Set s3.endpoint and s3.region in etc/catalog/${options.catalog}.properties to those of the store, ${store.name}.`,
      ),
    ];
  }
  return [ok(`Trino reads what the store ${store.name} writes.`), zoneFinding(read, options.catalog)];
}

/** Files of Sluice hold no such instants; those of others do, and those that Trino writes. */
function zoneFinding({ rows }: StatementResult, catalog: string): Finding {
  const found = rows.map(([, at]) => String(at));
  if (probeInstants.every((instant, index) => instant === found[index])) {
    return ok(`${catalog} takes instants in Parquet files as UTC.`);
  }
  return warning(
    `${catalog} takes instants in Parquet files as those of another zone: ${probeInstants[0]} UTC is read as ${found[0]}. This changes timestamps in files that Trino or other tools wrote, not in those of Sluice.`,
    `Set hive.parquet.time-zone=UTC in etc/catalog/${catalog}.properties.`,
  );
}

/** Whether Trino does everything a publish asks of it. */
async function publishFindings(probe: Probe): Promise<Finding[]> {
  const { names, options } = probe;
  const made = await answerOf(probe.run(createData(names, tableOf(probe))));
  if (isRefused(made)) return [refusal(made, `make a partitioned table in ${names.schema}`, probe)];
  const told = (answer: StatementResult | TrinoError, doing: string, done: string) =>
    isRefused(answer) ? refusal(answer, doing, probe) : ok(done);
  const registered = await answerOf(probe.run(registerData(names, folderOf(probe))));
  const written = await answerOf(probe.run(writeNothing(names)));
  const shown = await answerOf(probe.run(createView(names)));
  const counted = isRefused(shown) ? shown : await answerOf(probe.run(readView(names)));
  const write = told(
    written,
    "write into a table over files of the store",
    `${options.catalog} lets Trino write into tables over files of the store.`,
  );
  return [
    told(
      registered,
      "register a partition",
      `${options.catalog} lets user ${options.user} register partitions.`,
    ),
    told(counted, "make a view and read it", `User ${options.user} may make tables and views.`),
    // Storing and loading never needs it.
    write.level === "error" ? { ...write, level: "warning" } : write,
  ];
}

/** Removes what the probe made; what stays is said. */
async function cleared(probe: Probe): Promise<Finding[]> {
  const { names, store, key } = probe;
  const drops = [dropView(names), dropTable(names, names.data), dropTable(names, names.files)];
  const left: string[] = [];
  try {
    await answerOf(probe.clear(unregisterData(names)));
    for (const drop of drops) if (isRefused(await answerOf(probe.clear(drop)))) left.push(drop);
  } finally {
    await store.delete(key);
  }
  if (left.length === 0) return [];
  return [warning(`What the check made in ${names.schema} could not be removed.`, `Run ${left.join("; ")}.`)];
}

function folderOf({ store, key }: Probe): string {
  return `${store.locate(key.slice(0, key.lastIndexOf("/")))}/`;
}

function tableOf({ store, key }: Probe): string {
  return `${store.locate(key.replace("/files/probe.parquet", "/table"))}/`;
}
