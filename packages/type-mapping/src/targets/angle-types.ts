import type { Field, LogicalTypeOf } from "../logical-type.js";
import { mapType, type TypeMapping } from "../mapping.js";
import { assembled, type MappingOptions, refused, type TargetType } from "./target-type.js";

/** How a target that writes `map<string, long>` words nested types. */
interface AngleWords {
  readonly list: "array" | "list";
  /** Stands behind commas and colons. */
  readonly gap: "" | " ";
  /** The name as it stands in the text. */
  readonly name: (name: string) => string;
  /** The name as it is over there. Default: the same. */
  readonly keptName?: (name: string) => string;
  /** Why there can be no such name. Default: there can be any. */
  readonly fault?: (name: string) => string | undefined;
  /** What happens to the name over there. Default: nothing. */
  readonly note?: (name: string) => string | undefined;
}

/** The entries for nested types of the mapping that `mapping` gives, which is not there yet when this is called. */
export function angleTypes(words: AngleWords, mapping: () => TypeMapping<TargetType, MappingOptions>) {
  const { gap } = words;
  const keptName = words.keptName ?? ((name) => name);
  const answer = ({ name, type }: Field, options: MappingOptions): TargetType => {
    const fault = words.fault?.(name);
    if (fault !== undefined) return refused(fault);
    const found = mapType(mapping(), type, options);
    const note = words.note?.(name);
    if (note === undefined || found.refusals !== undefined) return found;
    return { ...found, notes: [{ path: [], text: note }, ...found.notes] };
  };
  return {
    list: ({ element }: LogicalTypeOf<"list">, options: MappingOptions): TargetType => {
      const parts = [{ name: "element", answer: mapType(mapping(), element.type, options) }];
      return assembled(parts, ([inside]) => ({
        text: `${words.list}<${inside!.text}>`,
        kept: { id: "list", element: { ...element, type: inside!.kept } },
      }));
    },
    map: ({ key, value }: LogicalTypeOf<"map">, options: MappingOptions): TargetType => {
      const parts = [
        { name: "key", answer: mapType(mapping(), key.type, options) },
        { name: "value", answer: mapType(mapping(), value.type, options) },
      ];
      return assembled(parts, ([keys, values]) => ({
        text: `map<${keys!.text},${gap}${values!.text}>`,
        kept: { id: "map", key: { ...key, type: keys!.kept }, value: { ...value, type: values!.kept } },
      }));
    },
    struct: ({ fields }: LogicalTypeOf<"struct">, options: MappingOptions): TargetType => {
      const parts = fields.map((field) => ({ name: field.name, answer: answer(field, options) }));
      return assembled(parts, (inside) => ({
        text: `struct<${fields.map(({ name }, at) => `${words.name(name)}:${gap}${inside[at]!.text}`).join(`,${gap}`)}>`,
        kept: {
          id: "struct",
          fields: fields.map((field, at) => ({
            ...field,
            name: keptName(field.name),
            type: inside[at]!.kept,
          })),
        },
      }));
    },
  };
}
