import { type Schema, type Snapshot, writtenSchema } from "@sluice/sdk/plugin";
import { schemaText } from "@sluice/type-mapping";

/** The part of a snapshot whose files have the same columns. */
export interface SchemaGroup {
  readonly schema: Schema;
  /** Has only those writes, and their columns as its own. */
  readonly snapshot: Snapshot;
}

/** The files of the snapshot by the columns they were written with; one group where these never changed. */
export function bySchema(snapshot: Snapshot, schema: Schema): SchemaGroup[] {
  const { schemas, ...rest } = snapshot;
  if (schemas === undefined) return [{ schema, snapshot }];
  const written = new Map([schema, ...schemas].map((each) => [schemaText(each), each]));
  return [...written].map(([text, own]) => {
    const live = snapshot.live.map((partition) => ({
      ...partition,
      writes: partition.writes.filter((write) => schemaText(writtenSchema(snapshot, write)) === text),
    }));
    return { schema: own, snapshot: { ...rest, schema: own, live } };
  });
}
