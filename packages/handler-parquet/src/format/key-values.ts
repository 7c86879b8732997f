import { keyValue } from "./format.js";
import { type ThriftStruct, text } from "./thrift.js";

/** Notes as a footer holds them. */
export function keyValues(notes: ReadonlyMap<string, string>): ThriftStruct[] {
  return [...notes].map(
    ([key, value]) =>
      new Map([
        [keyValue.key, text(key)],
        [keyValue.value, text(value)],
      ]),
  );
}
