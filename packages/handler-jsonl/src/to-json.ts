import type { LogicalType } from "@sluice/sdk";
import { asItIs, type Convert, nullOr } from "./convert.js";

/**
 * Makes JSON's values of values of `type`, null too: integers beyond 2^53 and numbers JSON has no token for become texts,
 * bytes base64, maps lists of pairs. `asItIs` where `JSON.stringify` does it all.
 */
export function toJson(type: LogicalType): Convert {
  return nullOr(valueToJson(type));
}

function valueToJson(type: LogicalType): Convert {
  switch (type.id) {
    case "int64":
      return (value) => integer(value as bigint);
    case "float32":
    case "float64":
      return (value) => float(value as number);
    case "binary":
      return (value) => Buffer.from(value as Uint8Array).toString("base64");
    case "list": {
      const element = toJson(type.element.type);
      if (element === asItIs) return asItIs;
      return (value) => (value as unknown[]).map((each) => element(each));
    }
    case "map": {
      const [key, item] = [toJson(type.key.type), toJson(type.value.type)];
      return (value) => Array.from(value as Map<unknown, unknown>, (pair) => [key(pair[0]), item(pair[1])]);
    }
    case "struct": {
      const fields = type.fields.map((field) => [field.name, toJson(field.type)] as const);
      if (fields.every(([, convert]) => convert === asItIs)) return asItIs;
      return (value) => {
        const given = value as Record<string, unknown>;
        return Object.fromEntries(fields.map(([name, convert]) => [name, convert(given[name])]));
      };
    }
    default:
      return asItIs;
  }
}

function integer(value: bigint): unknown {
  return BigInt.asIntN(53, value) === value ? Number(value) : String(value);
}

function float(value: number): unknown {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}
