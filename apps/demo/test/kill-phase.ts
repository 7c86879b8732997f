/** How far a demo had come when it was killed, told by the keys it left. Names are in order. */
export const killPhases = [
  "before the first byte",
  "storing airports",
  "writing the files of flights",
  "flights sealed, not committed",
  "flights committed, no delays yet",
  "storing delays",
  "asking and loading back",
] as const;

export type KillPhase = (typeof killPhases)[number];

export function killPhase(before: readonly string[], after: readonly string[]): KillPhase {
  const known = new Set(before);
  const fresh = after.filter((key) => !known.has(key));
  const count = (prefix: string): number => fresh.filter((key) => key.startsWith(prefix)).length;
  if (count("airport_delays/_log/") >= 7) return "asking and loading back";
  if (count("airport_delays/") > 0) return "storing delays";
  if (count("flights/_log/") > 0) return "flights committed, no delays yet";
  if (count("flights/_seals/") > 0) return "flights sealed, not committed";
  if (count("flights/") > 0 || count("airports/_log/") > 0) return "writing the files of flights";
  return fresh.length > 0 ? "storing airports" : "before the first byte";
}
