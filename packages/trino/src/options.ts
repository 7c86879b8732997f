import { SluiceError } from "@sluice/sdk";
import { checkOptions, choice, flag, type OptionRule, type OptionRules, texts } from "@sluice/sdk/plugin";
import { parseTrinoAddress } from "./address.js";
import type { ClientCertificate, StatementClient, StatementClientOptions } from "./client/index.js";
import { isObject } from "./client/json-object.js";
import type { TableFormat } from "./table-format.js";

export interface TrinoOptions {
  /** Origin of the coordinator, `http://localhost:8080`. */
  readonly server: string;
  readonly user: string;
  /** A catalog with the Hive connector. */
  readonly catalog: string;
  /** Schema of assets whose key names none. */
  readonly schema: string;
  readonly auth?:
    | { readonly password: string }
    | { readonly token: string | (() => string | Promise<string>) }
    | { readonly clientCertificate: ClientCertificate };
  /** Session properties for every statement. */
  readonly session?: Readonly<Record<string, string>>;
  /** What the server's query list shows as the source. Default `"sluice"`. */
  readonly source?: string;
  /** Resource groups and the query list go by them. */
  readonly clientTags?: readonly string[];
  /** More headers for every request, for a gateway in between. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Lets the server hand out large results through its object storage. Default `true`. */
  readonly spooling?: boolean;
  /** Lets a password or token travel over plain http. Default `false`. */
  readonly allowPasswordOverHttp?: boolean;
  /** What runs the statements, such as `trinoClient` of `@sluice/trino/trino-client`. Default `statementClient`. */
  readonly client?: (options: StatementClientOptions) => StatementClient;
  /** Name of the extra partition column of data tables. Default `snapshot`. */
  readonly snapshotColumn?: string;
  /** What the tables are: `iceberg()`, say. Default: views or tables over the files, in a Hive catalog. */
  readonly tables?: TableFormat;
  /**
   * What SQL users read. `view`: a view, which moves from one snapshot to the next at once. `table`: a plain external
   * table, for programs that know no views of Trino; while a write is published, readers can miss a partition. Default
   * `view`.
   */
  readonly publish?: "view" | "table";
  /**
   * Partitions of data tables that no view has shown for so long are unregistered; longer than any query takes. Their files
   * stay, for loads of older snapshots. Default: a day.
   */
  readonly tidyAfterMillis?: number;
  /** Folder below which schemas that are missing are created, `s3://warehouse/schemas`. Default: the metastore's own. */
  readonly schemaLocation?: string;
}

/**
 * The options of an address such as `http://trino@localhost:8080/hive/sales`, or the options themselves. Names are in
 * lower case, as Trino keeps them: where they are compared as texts, others would not be found.
 */
export function trinoOptions(given: string | TrinoOptions): TrinoOptions {
  const options = checked(typeof given === "string" ? fromAddress(given) : given);
  const { catalog, schema, snapshotColumn } = options;
  return {
    ...options,
    catalog: catalog.toLowerCase(),
    schema: schema.toLowerCase(),
    ...(snapshotColumn !== undefined && { snapshotColumn: snapshotColumn.toLowerCase() }),
  };
}

const isText = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";

const text: OptionRule = { fits: isText, hint: "Give a text that is not empty." };
const record = (hint: string): OptionRule => ({ fits: isObject, hint, secret: true });

const rules = {
  ...{ server: "any", user: "any", catalog: "any", schema: "any" },
  auth: {
    fits: (value) =>
      isObject(value) && ["password", "token", "clientCertificate"].some((name) => value[name] !== undefined),
    hint: "Give { password }, { token } or { clientCertificate }.",
    secret: true,
  },
  session: record('Give session properties by name: { query_max_run_time: "5m" }.'),
  source: text,
  clientTags: texts("Give a list of texts."),
  headers: record("Give texts by the name of the header."),
  ...{ spooling: flag, allowPasswordOverHttp: flag },
  client: {
    fits: (value) => typeof value === "function",
    hint: "Give a function such as trinoClient of @sluice/trino/trino-client, or leave it out.",
  },
  snapshotColumn: { fits: isText, hint: "Give a text, or leave it out: the column is called snapshot then." },
  tables: {
    fits: (value) => isObject(value) && typeof value.open === "function",
    hint: "Give iceberg(), or leave it out.",
  },
  publish: choice("view", "table"),
  tidyAfterMillis: {
    fits: (value) => typeof value === "number" && value >= 0,
    hint: "Give a number of milliseconds, longer than any query takes.",
  },
  schemaLocation: { fits: isText, hint: "Give the address of a folder, s3://warehouse/schemas." },
} satisfies OptionRules<keyof TrinoOptions>;

function checked(options: TrinoOptions): TrinoOptions {
  checkOptions("trino()", options, rules, { open: true });
  for (const name of ["server", "user", "catalog", "schema"] as const) {
    if (typeof options?.[name] === "string" && options[name] !== "") continue;
    throw new SluiceError("CONFIGURATION_INVALID", {
      message: `trino() has no ${name}.`,
      details: { option: name },
      hint: 'Give trino("http://user@host:8080/catalog/schema") or { server, user, catalog, schema }.',
    });
  }
  return options;
}

function fromAddress(address: string): TrinoOptions {
  const { password, ...rest } = parseTrinoAddress(address);
  return password === undefined ? rest : { ...rest, auth: { password } };
}
