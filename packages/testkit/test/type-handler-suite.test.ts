import { jsonl } from "@sluice/handler-jsonl";
import { isSluiceError } from "@sluice/sdk";
import { type EncodedFile, packRows, type StoredFile, type TypeHandler, unpacker } from "@sluice/sdk/plugin";
import { describeTypeHandler, type TypeHandlerTraits } from "@sluice/testkit";
import { type Data, RecordBatch, type Struct, tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";

interface Test {
  readonly name: string;
  readonly body: () => Promise<void>;
}

const lines: TypeHandlerTraits = { openEnded: true };

function testsOf(handler: TypeHandler, traits: TypeHandlerTraits): Test[] {
  const tests: Test[] = [];
  describeTypeHandler(
    { describe: (_name, body) => body(), it: (name, body) => tests.push({ name, body }) },
    () => handler,
    traits,
  );
  return tests;
}

/** A handler with one fault, and the test that must notice it. */
interface Fault {
  readonly fault: string;
  readonly test: RegExp;
  readonly traits?: TypeHandlerTraits;
  make(good: TypeHandler): Partial<TypeHandler>;
}

const faults: Fault[] = [
  {
    fault: "has a dot in front of its extension",
    test: /^says what it is/,
    make: () => ({ extension: ".jsonl" }),
  },
  {
    fault: "makes 0 of −0",
    test: /^gives back every type/,
    make: (good) => ({
      encode: ({ schema, batches }, context) =>
        good.encode(packRows(withoutMinusZero(schema, batches), schema, "a"), context),
    }),
  },
  {
    fault: "knows no null",
    test: /^gives back columns in which there is no value/,
    make: (good) => ({
      encode: (form, context) => changedText(good.encode(form, context), /:null/g, ":0"),
    }),
  },
  {
    fault: "takes parts of a batch for the first rows of it",
    test: /^takes parts of batches/,
    make: (good) => {
      const atStart = (data: Data): Data => {
        const given = data.buffers as unknown as ArrayLike<Uint8Array | undefined>;
        const buffers = Array.from(given, (buffer) => {
          if (buffer === undefined) return undefined;
          return new (buffer.constructor as Uint8ArrayConstructor)(buffer.buffer, 0, buffer.length);
        });
        const { type, length, nullCount, children } = data;
        return data.clone(type, 0, length, nullCount, buffers as never, children.map(atStart));
      };
      const fromStart = (batch: RecordBatch): RecordBatch =>
        new RecordBatch(batch.schema, atStart(batch.data) as Data<Struct>);
      return {
        encode: ({ schema, batches }, context) =>
          good.encode({ schema, batches: mapped(batches, fromStart) }, context),
      };
    },
  },
  {
    fault: "reads a batch that it has released",
    test: /^gives back every type/,
    make: (good) => ({
      encode: ({ schema, batches, release }, context) => {
        const hasty = (batch: RecordBatch): RecordBatch => {
          release?.(batch);
          return batch;
        };
        return good.encode({ schema, batches: mapped(batches, hasty) }, context);
      },
    }),
  },
  {
    fault: "decodes signs in names of columns",
    test: /^keeps names of columns/,
    make: (good) => ({
      encode: (form, context) => changedText(good.encode(form, context), /%20/g, " "),
    }),
  },
  {
    fault: "makes lower case of names of fields",
    test: /^keeps names of fields/,
    make: (good) => ({
      encode: (form, context) => changedText(good.encode(form, context), /"Capital"/g, '"capital"'),
    }),
  },
  {
    fault: "refuses some type with another error than CAPABILITY_MISSING",
    test: /^refuses time,/,
    traits: { ...lines, lacks: ["time"] },
    make: () => ({
      encode: () => {
        throw new TypeError("What is a time?");
      },
    }),
  },
  {
    fault: "keeps a type in another way that it says it lacks",
    test: /^refuses uuid,/,
    traits: { ...lines, lacks: ["uuid"] },
    make: () => ({}),
  },
  {
    fault: "makes no file of no rows",
    test: /^makes one file of a table without rows/,
    make: (good) => ({
      async *encode(form, context) {
        for await (const file of good.encode(form, context)) {
          const chunks: Uint8Array[] = [];
          for await (const chunk of file.body) chunks.push(chunk);
          if (file.rows() > 0) yield { body: each(chunks), rows: file.rows };
        }
      },
    }),
  },
  {
    fault: "loses the last row",
    test: /^gives back many rows in their order/,
    make: (good) => ({
      async *encode({ schema, batches }, context) {
        async function* butLast() {
          let held: RecordBatch | undefined;
          for await (const batch of batches) {
            if (held) yield held;
            held = batch;
          }
          if (held) yield held.slice(0, held.numRows - 1);
        }
        yield* good.encode({ schema, batches: butLast() }, context);
      },
    }),
  },
  {
    fault: "says another number of rows than the file has",
    test: /^gives back many rows in their order/,
    make: (good) => ({
      inspect: async (file, context) => ({ rows: (await good.inspect(file, context)).rows + 1 }),
    }),
  },
  {
    fault: "ends at an empty batch",
    test: /^takes batches of any size/,
    make: (good) => ({
      encode({ schema, batches }, context) {
        async function* untilEmpty() {
          for await (const batch of batches) {
            if (batch.numRows === 0) return;
            yield batch;
          }
        }
        return good.encode({ schema, batches: untilEmpty() }, context);
      },
    }),
  },
  {
    fault: "counts the rows of all its files in one place",
    test: /^makes files of two tables at once/,
    make: (good) => {
      let rows = 0;
      return {
        async *encode({ schema, batches }, context) {
          rows = 0;
          const counted = mapped(batches, (batch) => {
            rows += batch.numRows;
            return batch;
          });
          for await (const { body } of good.encode({ schema, batches: counted }, context))
            yield { body, rows: () => rows };
        },
      };
    },
  },
  {
    fault: "collects all rows before it encodes",
    test: /^takes at most/,
    make: (good) => ({
      async *encode({ schema, batches }, context) {
        yield* good.encode({ schema, batches: each(await collect(batches)) }, context);
      },
    }),
  },
  {
    fault: "reads on while nobody takes its bytes",
    test: /^takes at most/,
    make: (good) => ({
      encode({ schema, batches }, context) {
        const taken: RecordBatch[] = [];
        const reading = (async () => {
          for await (const batch of batches) taken.push(batch);
        })();
        async function* ahead() {
          for (let index = 0; ; index++) {
            if (index === taken.length) await Promise.race([reading, new Promise(setImmediate)]);
            const batch = taken[index];
            if (batch === undefined) return;
            yield batch;
          }
        }
        return good.encode({ schema, batches: ahead() }, context);
      },
    }),
  },
  {
    fault: "takes what fits and leaves the rest",
    test: /^reads the source to its end/,
    make: (good) => ({
      encode({ schema, batches }, context) {
        async function* some() {
          let rows = 0;
          for await (const batch of batches) {
            yield batch;
            rows += batch.numRows;
            if (rows >= 20) return;
          }
        }
        return good.encode({ schema, batches: some() }, context);
      },
    }),
  },
  {
    fault: "wraps the source's error",
    test: /error of the source before the first row/,
    make: (good) => ({
      encode: ({ schema, batches }, context) =>
        good.encode(
          { schema, batches: caught(batches, (cause) => new Error("encode failed", { cause })) },
          context,
        ),
    }),
  },
  {
    fault: "swallows the source's error",
    test: /error of the source after some rows/,
    make: (good) => ({
      encode: ({ schema, batches }, context) => good.encode({ schema, batches: caught(batches) }, context),
    }),
  },
  {
    fault: "finishes the file before it passes on the source's error",
    test: /error of the source after very many rows/,
    make: (good) => ({
      async *encode({ schema, batches }, context) {
        let failure: unknown;
        const quiet = caught(batches, (error) => {
          failure = error;
        });
        yield* good.encode({ schema, batches: quiet }, context);
        if (failure !== undefined) throw failure;
      },
    }),
  },
  {
    fault: "gives all columns whatever is wanted",
    test: /^gives the columns that are wanted/,
    make: (good) => ({ decode: (file, { columns: _, ...context }) => good.decode(file, context) }),
  },
  {
    fault: "gives no columns where they are wanted in another order",
    test: /^gives columns by name/,
    make: (good) => ({
      decode: (file, context) => {
        const { columns, schema } = context;
        if (columns === undefined) return good.decode(file, context);
        let from = 0;
        const inOrder = columns.filter((name) => {
          const at = schema.fields.findIndex((field) => field.name === name);
          if (at < from) return false;
          from = at;
          return true;
        });
        return good.decode(file, { ...context, columns: inOrder });
      },
    }),
  },
  {
    fault: "stumbles over columns the file does not have",
    test: /^leaves out columns the file does not have/,
    make: (good) => ({
      decode: (file, context) => {
        const names = new Set(context.schema.fields.map(({ name }) => name));
        if (context.columns?.every((name) => names.has(name)) === false) throw new Error("no such column");
        return good.decode(file, context);
      },
    }),
  },
  {
    fault: "gives all rows in one batch",
    test: /^gives batches of/,
    make: (good) => ({
      async *decode(file, context) {
        const ids: number[] = [];
        for await (const batch of good.decode(file, context))
          for (const id of batch.getChild("id") ?? []) ids.push(id);
        yield* tableFromArrays({ id: Int32Array.from(ids) }).batches;
      },
    }),
  },
  {
    fault: "reads one file at a time and forgets the other",
    test: /^reads a file as often/,
    make: (good) => {
      let last = 0;
      return {
        async *decode(file, context) {
          const mine = ++last;
          for await (const batch of good.decode(file, context)) {
            await new Promise(setImmediate);
            if (mine === last) yield batch;
          }
        },
      };
    },
  },
  {
    fault: "reads behind the end of the file",
    test: /^reads within the file/,
    make: (good) => ({
      async inspect(file, context) {
        await file.read(0, Math.max(64 * 1024, file.byteLength + 1));
        return good.inspect(file, context);
      },
    }),
  },
  {
    fault: "takes a file cut in a row for a whole one",
    test: /^says FILE_CORRUPT of a file that was cut/,
    make: (good) => ({
      decode: async function* (file, context) {
        yield* good.decode(await upToLineEnd(file), context);
      },
      inspect: async (file, context) => good.inspect(await upToLineEnd(file), context),
    }),
  },
  {
    fault: "does not say that its files may end anywhere",
    test: /^says FILE_CORRUPT of a file that was cut/,
    traits: {},
    make: () => ({}),
  },
  {
    fault: "gives the rows before the damage",
    test: /^says FILE_CORRUPT of a file with a changed byte/,
    make: (good) => ({
      async *decode(file, context) {
        try {
          yield* good.decode(file, context);
        } catch (error) {
          if (!isSluiceError(error, "FILE_CORRUPT")) throw error;
        }
      },
    }),
  },
  {
    fault: "crashes over what is no file of its own",
    test: /^says FILE_CORRUPT of bytes that are something else/,
    make: (good) => ({
      async *decode(file, context) {
        JSON.parse(
          `[${Buffer.from(await file.read(0, file.byteLength))
            .toString("utf8")
            .split("\n")
            .join(",")}0]`,
        );
        yield* good.decode(file, context);
      },
    }),
  },
  {
    fault: "never gets over a damaged file",
    test: /^works on after files/,
    make: (good) => {
      let broken = false;
      return {
        async *decode(file, context) {
          if (broken) return;
          broken = true;
          yield* good.decode(file, context);
          broken = false;
        },
      };
    },
  },
  {
    fault: "takes an abort for a damaged file",
    test: /^does nothing for a signal that is aborted already/,
    make: (good) => ({
      async inspect(file, context) {
        const rows = await good.inspect(file, context).catch(() => ({ rows: -1 }));
        return rows;
      },
    }),
  },
  {
    fault: "leaves the signal to the source and the file",
    test: /^listens to the signal itself/,
    make: (good) => ({
      decode: (file, context) => good.decode(file, { ...context, signal: undefined }),
    }),
  },
  {
    fault: "finishes the file when it is aborted",
    test: /^finishes no file when it is aborted/,
    make: (good) => ({
      encode: ({ schema, batches }, context) =>
        good.encode(
          {
            schema,
            batches: caught(batches, (error) => (isSluiceError(error, "ABORTED") ? undefined : error)),
          },
          { ...context, signal: undefined },
        ),
    }),
  },
  {
    fault: "gives no rows where it is aborted",
    test: /^ends reading when it is aborted/,
    make: (good) => ({
      async *decode(file, context) {
        try {
          yield* good.decode(file, context);
        } catch (error) {
          if (!isSluiceError(error, "ABORTED")) throw error;
        }
      },
    }),
  },
  {
    fault: "closes once only",
    test: /^closes,/,
    make: () => {
      let closed = false;
      return {
        close: async () => {
          if (closed) throw new Error("closed already");
          closed = true;
        },
      };
    },
  },
];

describe("describeTypeHandler", () => {
  it.each(faults)("notices a handler that $fault", async ({ test, traits = lines, make }) => {
    const good = jsonl();
    const named = testsOf({ ...good, ...make(good) }, traits).filter(({ name }) => test.test(name));
    expect(named).toHaveLength(1);
    await expect(named[0]?.body()).rejects.toThrow();
  });

  it("has a fault for each of its tests", () => {
    const names = testsOf(jsonl(), { ...lines, lacks: ["time"] }).map(({ name }) => name);
    expect(names.filter((name) => !faults.some(({ test }) => test.test(name)))).toEqual([]);
  });
});

async function* each<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  yield* items;
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function* mapped<Item>(items: AsyncIterable<Item>, change: (item: Item) => Item): AsyncGenerator<Item> {
  for await (const item of items) yield change(item);
}

/** Ends instead of throwing, or throws what `change` makes of the error. */
async function* caught<Item>(
  items: AsyncIterable<Item>,
  change: (error: unknown) => unknown = () => undefined,
): AsyncGenerator<Item> {
  try {
    yield* items;
  } catch (error) {
    const changed = change(error);
    if (changed !== undefined) throw changed;
  }
}

async function* changedText(
  files: AsyncIterable<EncodedFile>,
  from: RegExp,
  to: string,
): AsyncGenerator<EncodedFile> {
  for await (const { body, rows } of files) {
    const change = (chunk: Uint8Array): Uint8Array =>
      Buffer.from(Buffer.from(chunk).toString("utf8").replaceAll(from, to));
    yield { body: mapped(body, change), rows };
  }
}

async function* withoutMinusZero(
  schema: Parameters<typeof unpacker>[0],
  batches: AsyncIterable<RecordBatch>,
): AsyncGenerator<object[]> {
  const unpack = unpacker(schema);
  for await (const batch of batches) {
    yield (unpack(batch) as object[]).map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, Object.is(value, -0) ? 0 : value]),
      ),
    );
  }
}

/** The file without what is behind its last line end. */
async function upToLineEnd(file: StoredFile): Promise<StoredFile> {
  const bytes = Buffer.from(await file.read(0, file.byteLength));
  return { ...file, byteLength: bytes.lastIndexOf(10) + 1 };
}
