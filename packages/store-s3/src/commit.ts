import { setTimeout as sleep } from "node:timers/promises";
import { isSluiceError } from "@sluice/sdk";
import type { ObjectInfo } from "@sluice/sdk/plugin";
import type { Connection } from "./connection.js";
import { headOwn } from "./head-object.js";
import type { Reply } from "./reply.js";
import { type Doing, isConflict } from "./store-error.js";

const conflictsAtMost = 5;

/** One put: its mark is random and kept with the object, so that it can be told from everyone else's. */
export interface Put extends Doing {
  readonly key: string;
  readonly mark: string;
}

/**
 * Sends the request that makes an object visible, and settles what a lost answer leaves open: once a request was sent
 * twice, "exists" may speak of the first one. Only the mark on the object tells.
 */
export async function commit(
  connection: Connection,
  put: Put,
  request: () => Promise<ObjectInfo>,
): Promise<ObjectInfo> {
  let sent = 0;
  for (let conflicts = 0; ; ) {
    try {
      return await request();
    } catch (error) {
      if (!isSluiceError(error)) throw error;
      const reply = error.cause as Partial<Reply> | undefined;
      sent += reply?.attempts ?? 1;
      if (reply?.name !== undefined && isConflict(reply as Reply) && ++conflicts < conflictsAtMost) {
        await sleep(Math.random() * 50 * 2 ** conflicts);
        continue;
      }
      const settled = isSluiceError(error, "OBJECT_EXISTS") || reply?.name === "NoSuchUpload";
      const own = settled && sent > 1 ? await headOwn(connection, put) : undefined;
      if (own !== undefined) return own;
      throw error;
    }
  }
}
