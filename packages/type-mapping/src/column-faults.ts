import { foldedName } from "./folded-name.js";
import { type Field, typeText } from "./logical-type.js";
import { nameFault, typeFault } from "./type-fault.js";

/** Everything that keeps the fields from being the columns of a table. */
export function columnFaults(fields: readonly Field[]): string[] {
  return faultsByColumn(fields).flat();
}

/** The same, for each of them. */
export function faultsByColumn(fields: readonly Field[]): string[][] {
  const seen = new Map<string, string>();
  return fields.map(({ name, type }) => {
    const quoted = JSON.stringify(name);
    const folded = foldedName(name);
    const other = seen.get(folded);
    seen.set(folded, name);
    const faults: string[] = [];
    const ofName = nameFault(name);
    if (ofName !== undefined) faults.push(`${quoted} cannot be the name of a column: ${ofName}`);
    if (other !== undefined) {
      faults.push(`"${other}" and ${quoted} are named alike; engines do not tell case apart`);
    }
    const ofType = typeFault(type);
    if (ofType !== undefined) faults.push(`${quoted} cannot be ${typeText(type)}: ${ofType}`);
    return faults;
  });
}
