import type { Group } from "../contender.js";
import { decode } from "./decode.js";
import { encode } from "./encode.js";
import { log } from "./log.js";
import { pack } from "./pack.js";
import { statement } from "./statement.js";
import { unpack } from "./unpack.js";

/** In the order in which they are printed. */
export const groups: readonly Group[] = [pack, unpack, encode, decode, statement, log];
