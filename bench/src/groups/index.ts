import type { Group } from "../contender.js";
import { decode } from "./decode.js";
import { encode } from "./encode.js";
import { iceberg } from "./iceberg.js";
import { load } from "./load.js";
import { log } from "./log.js";
import { memory } from "./memory.js";
import { pack } from "./pack.js";
import { partitioned } from "./partitioned.js";
import { scale } from "./scale.js";
import { small } from "./small.js";
import { split } from "./split.js";
import { spooling } from "./spooling.js";
import { statement } from "./statement.js";
import { store } from "./store.js";
import { stream } from "./stream.js";
import { unpack } from "./unpack.js";

/** In the order in which they are run. */
export const groups: readonly Group[] = [
  pack,
  unpack,
  encode,
  decode,
  statement,
  spooling,
  store,
  load,
  partitioned,
  small,
  iceberg,
  memory,
  split,
  stream,
  scale,
  log,
];
