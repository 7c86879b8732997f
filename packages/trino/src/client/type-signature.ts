import type { RowField, TrinoType } from "./trino-type.js";

/** The `typeSignature` of a column as the server sends it. */
export interface TypeSignature {
  readonly rawType: string;
  readonly arguments?: readonly SignatureArgument[];
}

interface SignatureArgument {
  readonly kind: string;
  readonly value: unknown;
}

interface NamedSignature {
  readonly fieldName?: { readonly name: string } | null;
  readonly typeSignature: TypeSignature;
}

// The length of a varchar without one.
const unbounded = 2_147_483_647;

/** The tree of a signature. Other than type text, it says where a field name ends. */
export function readTypeSignature(signature: TypeSignature): TrinoType {
  if (typeof signature.rawType !== "string") throw new TypeError("A type has no name.");
  const parts = signature.arguments ?? [];
  switch (signature.rawType) {
    case "row":
      return { kind: "row", fields: parts.map((part) => readField(part.value as NamedSignature)) };
    case "array":
      return { kind: "array", element: readTypeSignature(parts[0]?.value as TypeSignature) };
    case "map":
      return {
        kind: "map",
        key: readTypeSignature(parts[0]?.value as TypeSignature),
        value: readTypeSignature(parts[1]?.value as TypeSignature),
      };
    default:
      return { kind: "scalar", name: signature.rawType, parameters: parts.flatMap(readParameter) };
  }
}

function readField({ fieldName, typeSignature }: NamedSignature): RowField {
  const type = readTypeSignature(typeSignature);
  if (fieldName == null) return { type };
  if (typeof fieldName.name !== "string") throw new TypeError("A field has no name.");
  return { name: fieldName.name, type };
}

function readParameter({ kind, value }: SignatureArgument): readonly (number | TrinoType)[] {
  if (kind === "TYPE" || kind === "TYPE_SIGNATURE") return [readTypeSignature(value as TypeSignature)];
  return typeof value === "number" && value !== unbounded ? [value] : [];
}
