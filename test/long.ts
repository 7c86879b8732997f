import { randomInt } from "node:crypto";

/** Whether heavy counts run in full: `npm run test:long`. */
export const long: boolean = process.env.SLUICE_LONG === "1";

/** The seed of this run: `SLUICE_SEED`, or a new one. */
export const seed = Number(process.env.SLUICE_SEED ?? randomInt(2 ** 31));
