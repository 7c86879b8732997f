import { type Schema, schemaText } from "@sluice/type-mapping";
import type { LivePartition, LiveWrite } from "../plugin/snapshot-log.js";

type Live = Map<string, LivePartition>;

/** The columns of older files, each once, while commits are folded. */
export class SchemaList {
  private readonly schemas: Schema[];
  private readonly places: Map<string, number>;

  constructor(schemas: readonly Schema[] = []) {
    this.schemas = [...schemas];
    this.places = new Map(schemas.map((schema, place) => [schemaText(schema), place]));
  }

  /** Where those columns stand in the list. */
  placeOf(schema: Schema): number {
    const text = schemaText(schema);
    const known = this.places.get(text);
    if (known !== undefined) return known;
    this.places.set(text, this.schemas.length);
    return this.schemas.push(schema) - 1;
  }

  /** The table has other columns from now on: what is live was written with these. */
  pin(live: Live, schema: Schema): void {
    const place = this.placeOf(schema);
    change(live, (write) => (write.writtenWith === undefined ? { ...write, writtenWith: place } : write));
  }

  /** What live files need of the list, in their order there; `undefined` if nothing. */
  needed(live: Live): readonly Schema[] | undefined {
    if (this.schemas.length === 0) return undefined;
    const used = new Set([...live.values()].flatMap(({ writes }) => writes.map((each) => each.writtenWith)));
    const kept = this.schemas.flatMap((schema, place) => (used.has(place) ? [{ schema, place }] : []));
    if (kept.length < this.schemas.length) {
      const moved = new Map<number | undefined, number>(kept.map(({ place }, index) => [place, index]));
      change(live, (write) => {
        const place = moved.get(write.writtenWith);
        return place === undefined || place === write.writtenWith ? write : { ...write, writtenWith: place };
      });
    }
    return kept.length === 0 ? undefined : kept.map(({ schema }) => schema);
  }
}

function change(live: Live, changed: (write: LiveWrite) => LiveWrite): void {
  for (const [path, partition] of live) {
    live.set(path, { ...partition, writes: partition.writes.map(changed) });
  }
}
