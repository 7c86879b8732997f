import { trinoDialect } from "../dialect.js";
import { qualified } from "../hive/names.js";
import { partitionCall } from "../hive/statements.js";

const { identifier, literal } = trinoDialect;

/** The names of the things a probe makes in Trino. */
export interface ProbeNames {
  readonly catalog: string;
  readonly schema: string;
  /** Reads the probe's folder as it lies. */
  readonly files: string;
  /** Is partitioned, as data tables are. */
  readonly data: string;
  readonly view: string;
}

export const serverVersion = (): string => "SELECT node_version FROM system.runtime.nodes WHERE coordinator";

export function findSchema(catalog: string, schema: string): string {
  const from = `${identifier(catalog)}.information_schema.schemata`;
  return `SELECT schema_name FROM ${from} WHERE schema_name = ${literal(schema)}`;
}

export function createSchema(catalog: string, schema: string): string {
  return `CREATE SCHEMA ${identifier(catalog)}.${identifier(schema)}`;
}

export function dropSchema(catalog: string, schema: string): string {
  return `DROP SCHEMA ${identifier(catalog)}.${identifier(schema)}`;
}

export function createFiles(names: ProbeNames, folder: string): string {
  return createTable(names, names.files, folder);
}

export function createData(names: ProbeNames, folder: string): string {
  return createTable(names, names.data, folder, "snapshot");
}

function createTable(names: ProbeNames, table: string, folder: string, partition?: string): string {
  const columns = ["probe bigint", "at timestamp(3)", ...(partition ? [`${partition} bigint`] : [])];
  const partitioned = partition ? `, partitioned_by = ARRAY[${literal(partition)}]` : "";
  return [
    `CREATE TABLE ${qualified(names, table)} (${columns.join(", ")})`,
    `WITH (format = 'PARQUET', external_location = ${literal(folder)}${partitioned})`,
  ].join("\n");
}

/** The rows of the probe, the instants as Trino takes them. */
export function readFiles(names: ProbeNames): string {
  return `SELECT probe, CAST(at AS varchar) FROM ${qualified(names, names.files)} ORDER BY probe`;
}

export function registerData(names: ProbeNames, folder: string): string {
  return partitionCall(names, {
    procedure: "register_partition",
    ...probePartition(names),
    location: folder,
  });
}

export function unregisterData(names: ProbeNames): string {
  return partitionCall(names, { procedure: "unregister_partition", ...probePartition(names) });
}

function probePartition({ data }: ProbeNames) {
  return { table: data, columns: ["snapshot"], values: ["1"] };
}

/** Writes nothing: whether it may is decided before the first row. */
export function writeNothing(names: ProbeNames): string {
  const rows = "SELECT CAST(1 AS bigint), TIMESTAMP '2024-01-01 00:00:00.000', CAST(2 AS bigint)";
  return `INSERT INTO ${qualified(names, names.data)} ${rows} WHERE rand() > 2`;
}

export function createView(names: ProbeNames): string {
  const from = qualified(names, names.data);
  return `CREATE OR REPLACE VIEW ${qualified(names, names.view)} SECURITY DEFINER AS SELECT probe FROM ${from}`;
}

export function readView(names: ProbeNames): string {
  return `SELECT count(*) FROM ${qualified(names, names.view)}`;
}

export function dropView(names: ProbeNames): string {
  return `DROP VIEW IF EXISTS ${qualified(names, names.view)}`;
}

export function dropTable(names: ProbeNames, table: string): string {
  return `DROP TABLE IF EXISTS ${qualified(names, table)}`;
}
