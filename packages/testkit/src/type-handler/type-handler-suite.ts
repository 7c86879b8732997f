import assert from "node:assert/strict";
import type { LogicalType } from "@sluice/sdk";
import type { TypeHandler } from "@sluice/sdk/plugin";
import type { Runner } from "../object-store-suite.js";
import { checkAbort } from "./check-abort.js";
import { checkDamage } from "./check-damage.js";
import { checkFiles } from "./check-files.js";
import { checkReads } from "./check-reads.js";
import { checkSource } from "./check-source.js";
import { checkValues } from "./check-values.js";

/** What a handler declares of its format. */
export interface TypeHandlerTraits {
  /** Ids of logical types the format has no place for. Encoding one is `CAPABILITY_MISSING`. Default: none. */
  readonly lacks?: readonly LogicalType["id"][];
  /**
   * Nothing in a file says where it ends, as in one of lines: cut between two rows, it is a whole file of those before.
   * Default `false`: whatever is cut is `FILE_CORRUPT`.
   */
  readonly openEnded?: boolean;
  /** Rows the handler may have taken from the source and not given out. Default 1,048,576. */
  readonly rowsAhead?: number;
}

export type HandlerCheck = (name: string, body: (handler: TypeHandler) => Promise<void>) => void;

/**
 * Every sentence of the type handler contract as a test. `create` is called twice: for all tests but the last, which
 * closes what it made, and for a handler that is closed unused.
 */
export function describeTypeHandler(
  runner: Runner,
  create: () => Promise<TypeHandler> | TypeHandler,
  traits: TypeHandlerTraits = {},
): void {
  const { lacks = [], openEnded = false, rowsAhead = 1_048_576 } = traits;
  let created: Promise<TypeHandler> | undefined;
  const open = () => {
    created ??= Promise.resolve(create());
    return created;
  };
  const check: HandlerCheck = (name, body) => runner.it(name, async () => body(await open()));

  runner.describe("type handler", () => {
    checkShape(check);
    checkValues(check, lacks);
    checkFiles(check);
    checkSource(check, rowsAhead);
    checkReads(check);
    checkDamage(check, openEnded);
    checkAbort(check);
    runner.it("closes, also twice and unused", async () => {
      for (const handler of [await open(), await create()]) {
        await handler.close?.();
        await handler.close?.();
      }
    });
  });
}

function checkShape(check: HandlerCheck): void {
  check("says what it is", async (handler) => {
    assert.equal(handler.specVersion, 1);
    assert.equal(handler.family, "table");
    assert.notEqual(handler.name, "", "it has a name");
    assert.match(handler.extension, /^[^./\\]+(\.[^./\\]+)*$/, "the extension goes behind a dot");
    assert.match(handler.contentType, /^[\w.+-]+\/[\w.+-]+/, "the content type is a media type");
    const { engineFormat } = handler;
    if (engineFormat !== undefined) assert.equal(engineFormat, engineFormat.toUpperCase());
    assert.notEqual(engineFormat, "", "no engine reads it: engineFormat is left out");
  });
}
