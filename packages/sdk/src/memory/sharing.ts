import type { ValueHandler } from "../plugin/value-handler.js";

/** The handler, giving back the object that was stored. */
export function sharing(handler: ValueHandler): ValueHandler {
  const stored = new Map<string, unknown>();
  return {
    ...handler,
    async *encode(value, context) {
      yield* handler.encode(value, context);
      // A stream has been read to its end: there is no object to give back.
      if (!isStream(value)) stored.set(context.write, value);
    },
    async decode(file, context) {
      return stored.has(context.write) ? stored.get(context.write) : handler.decode(file, context);
    },
  };
}

function isStream(value: unknown): boolean {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
