/** Folders one commit can register for one partition. */
const perCommit = 1_000_000n;

/** Value of the snapshot column for folder `index` of a partition in commit `number`. */
export function snapshotValue(number: number, index: number): bigint {
  return BigInt(number) * perCommit + BigInt(index);
}

export function firstOfCommit(number: number): bigint {
  return snapshotValue(number, 0);
}

export function lastOfCommit(number: number): bigint {
  return snapshotValue(number + 1, 0) - 1n;
}
