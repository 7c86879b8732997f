import type { TypeHandler } from "@sluice/sdk/plugin";
import { checkOptions, type ParquetOptions } from "./options/options.js";
import { createPool } from "./pool/pool.js";
import { decodeFile } from "./read/decoder.js";
import { inspectFile } from "./read/read-footer.js";
import { createSource } from "./read/source.js";
import { encodeFiles } from "./write/encoder.js";
import { GroupMemory } from "./write/row-group.js";

/**
 * Tables as Parquet files: whole ones or none, with statistics and page indexes, in bounded memory. Workers start with
 * the first file and do not keep the process alive.
 */
export function parquet(options: ParquetOptions = {}): TypeHandler {
  const checked = checkOptions(options);
  const pool = createPool(checked);
  const memory = new GroupMemory();
  return {
    specVersion: 1,
    name: "parquet",
    family: "table",
    extension: "parquet",
    contentType: "application/vnd.apache.parquet",
    engineFormat: "PARQUET",
    encode: (form, context) => encodeFiles(form, context, checked, pool, memory),
    decode: (file, context) => decodeFile(createSource(file, context), context, pool),
    inspect: (file, context) => inspectFile(createSource(file, context)),
    open: () => pool.open(),
    close() {
      memory.clear();
      return pool.close();
    },
  };
}
