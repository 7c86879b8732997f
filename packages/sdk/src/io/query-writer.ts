import { SluiceError } from "../error.js";
import type { FileWriter } from "../flow/file-writer.js";
import type { PublishContext } from "../flow/publish-write.js";
import { sqlWriter } from "../flow/sql-writer.js";
import type { StoreRequest } from "../flow/store-asset.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { SqlStatement } from "../plugin/sql-statement.js";
import type { TypeHandler } from "../plugin/type-handler.js";
import type { Lake } from "./lake.js";
import { checkNamed, checkShown } from "./query.js";

/** What lets the engine write the rows of a query. `CAPABILITY_MISSING` if it cannot. */
export async function queryWriter(
  lake: Lake,
  statement: SqlStatement,
  handler: TypeHandler,
  request: StoreRequest,
  context: PublishContext,
): Promise<FileWriter> {
  const { asset, catalog, signal } = context;
  const { unload } = catalog;
  checkShown(asset);
  if (unload === undefined) {
    throw new SluiceError("CAPABILITY_MISSING", {
      message: `${catalog.name} does not write the rows of a query into files, so ${asset.key} cannot be stored from one.`,
      details: { capability: "unload", plugin: catalog.name },
      hint: "Store what io.query gives: io.store(asset, await io.query(statement, { as: asset.type })).",
    });
  }
  await checkNamed(lake, statement, signal);
  const open = (named: AssetDescription) => lake.contextOf(named, signal);
  const engine = { ...lake.contextOf(asset, signal), open };
  return sqlWriter(statement, handler, unload.bind(catalog), request, { ...context, engine });
}
