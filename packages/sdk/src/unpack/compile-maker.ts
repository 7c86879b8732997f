import type { Reader } from "./reader.js";

type Maker = (readers: readonly Reader[]) => (row: number) => object;

/**
 * Makes objects with these properties, in this order. One function is generated for each set of names, so that all
 * objects have one shape; without code generation (`--disallow-code-generation-from-strings`) a loop does the same.
 */
export function compileMaker(names: readonly string[]): Maker {
  try {
    const properties = names.map((name, index) => `${JSON.stringify(name)}: r${index}(row)`);
    const source = `
      ${names.map((_, index) => `const r${index} = readers[${index}];`).join("\n")}
      return (row) => ({ ${properties.join(", ")} });`;
    return new Function("readers", source) as Maker;
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return (readers) => (row) =>
      Object.fromEntries(names.map((name, index) => [name, readers[index]?.(row)]));
  }
}
