import { type Field, typeText } from "./logical-type.js";
import { nameFault, typeFault } from "./type-fault.js";

/** Everything that keeps the fields from being the columns of a table. */
export function columnFaults(fields: readonly Field[]): string[] {
  const seen = new Map<string, string>();
  return fields.flatMap(({ name, type }) => {
    const quoted = JSON.stringify(name);
    const other = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), name);
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
