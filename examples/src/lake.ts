// Where things are: on this disk, or where SLUICE_TARGET=trino and the variables of S3 and Trino say.
import { parquet } from "@sluice/handler-parquet";
import { local } from "@sluice/local";
import { createIOManager, fromEnv } from "@sluice/sdk";
import { s3FromEnv } from "@sluice/store-s3";
import { trinoFromEnv } from "@sluice/trino";

export const io = fromEnv({
  local: () => local("./lake"),
  trino: () => createIOManager({ handlers: [parquet()], store: s3FromEnv(), catalog: trinoFromEnv() }),
});
