import type { Catalog } from "@sluice/sdk/plugin";
import type { StatementClient } from "./client/index.js";
import type { TrinoOptions } from "./options.js";

/** A kind of table that Trino can keep. Made by `iceberg()`; what it does with the server is its own. */
export interface TableFormat {
  /** The catalog of such tables, on that server. */
  open(client: StatementClient, options: TrinoOptions): Catalog;
}
