import { BufferType, type Data, type Field } from "apache-arrow";

/** Whether there is a value, null or not, at an index: there is none below a null and between lists. */
type Present = (index: number) => boolean;

/**
 * `data` without the nulls that a required field has where there is no value anyway. Arrow allows them, and the Parquet
 * library takes them for missing values. `refuse` makes the error for a null that is one, given the path of its field.
 */
export function withoutHiddenNulls(data: Data, field: Field, refuse: (path: string) => Error): Data {
  return settled(data, field, () => true, field.name, refuse);
}

function settled(
  data: Data,
  field: Field,
  present: Present,
  path: string,
  refuse: (path: string) => Error,
): Data {
  const hides = !field.nullable && data.nullCount > 0;
  if (hides && hasNull(data, present)) throw refuse(path);
  const inside = presentInside(data, present);
  const members: readonly Field[] = field.type.children ?? [];
  const children = members.map((member, index) =>
    settled(data.children[index] as Data, member, inside, `${path}.${member.name}`, refuse),
  );
  if (!hides && children.every((child, index) => child === data.children[index])) return data;
  const { type, offset, length, nullCount, buffers } = data;
  if (!hides) return data.clone(type, offset, length, nullCount, buffers, children);
  const whole = { ...buffers, [BufferType.VALIDITY]: new Uint8Array(0) };
  return data.clone(type, offset, length, 0, whole, children);
}

function hasNull(data: Data, present: Present): boolean {
  for (let index = 0; index < data.length; index++) {
    if (!data.getValid(index) && present(index)) return true;
  }
  return false;
}

function presentInside(data: Data, present: Present): Present {
  const here: Present = (index) => present(index) && data.getValid(index);
  if (data.valueOffsets === undefined) return here;
  let listed: Uint8Array | undefined;
  return (element) => {
    listed ??= listedElements(data, here);
    return listed[element] === 1;
  };
}

/** One for each element of the lists that are present, zero for those that no such list holds. */
function listedElements(data: Data, present: Present): Uint8Array {
  const offsets = data.valueOffsets as Int32Array;
  const listed = new Uint8Array((data.children[0] as Data).length);
  for (let row = 0; row < data.length; row++) {
    if (present(row)) listed.fill(1, offsets[row], offsets[row + 1]);
  }
  return listed;
}
