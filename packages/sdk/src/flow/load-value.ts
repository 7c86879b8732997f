import { checkChecksum } from "./checksum.js";
import type { PlacedFile } from "./files-of.js";
import { valueReader } from "./handlers.js";
import type { LoadContext } from "./load-table.js";
import { storedFile } from "./stored-file.js";

/** The value in a file, made anew. */
export async function loadValue(file: PlacedFile, context: LoadContext): Promise<unknown> {
  const { asset, store, handlers, signal } = context;
  const handler = valueReader(file.handler, asset, handlers);
  const source = storedFile(store, asset.key, file, signal);
  if (context.verify) await checkChecksum(source, file, asset.key);
  return handler.decode(source, { asset: asset.key, write: file.write, signal });
}
