import type { TypeHandler } from "../plugin/type-handler.js";
import type { FileWriter } from "./file-writer.js";
import type { PublishContext } from "./publish-write.js";
import type { StoreRequest } from "./store-asset.js";
import { verifyFiles } from "./verify.js";
import { writeRows } from "./write-rows.js";

/** Writes the rows of a table. */
export function tableWriter(
  value: unknown,
  handler: TypeHandler,
  request: StoreRequest,
  context: PublishContext,
): FileWriter {
  const { asset, store, signal } = context;
  return {
    handler: handler.name,
    besidePreparing: true,
    open: () => handler.open?.(),
    write: (write, given = signal) =>
      writeRows(value, { ...context, ...request, handler, write, signal: given }),
    verify: (added) => verifyFiles(added, { asset: asset.key, store, handler, signal }),
  };
}
