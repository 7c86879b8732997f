import { isSluiceError, type SluiceError } from "@sluice/sdk";
import { type ObjectInfo, repeat } from "@sluice/sdk/plugin";
import type { Connection } from "./connection.js";
import { headOwn } from "./head-object.js";
import type { Reply } from "./reply.js";
import { type Doing, isConflict } from "./store-error.js";

/** One put: its mark is random and kept with the object, so that it can be told from everyone else's. */
export interface Put extends Doing {
  readonly key: string;
  readonly mark: string;
  /** A stream, or bytes in parts: what fails is sent again here. A body of one request is left to whoever has it. */
  readonly repeated: boolean;
}

/**
 * Sends the request that makes an object visible, again where it was turned away without being decided, and where its
 * answer was lost and nobody else could: then "exists" may speak of the first one, and only the mark on the object tells.
 */
export async function commit(
  connection: Connection,
  put: Put,
  request: () => Promise<ObjectInfo>,
): Promise<ObjectInfo> {
  let sent = 0;
  const once = async (): Promise<ObjectInfo> => {
    sent++;
    try {
      return await request();
    } catch (error) {
      const own = sent > 1 && isSettled(error) ? await headOwn(connection, put) : undefined;
      if (own !== undefined) return own;
      throw error;
    }
  };
  const unless = (error: SluiceError): boolean => isSettled(error) || !(put.repeated || wasConflict(error));
  return repeat(once, { what: `${put.verb} ${put.key}`, signal: put.signal, unless });
}

/** Whether sending it again changes nothing any more. */
function isSettled(error: unknown): boolean {
  return isSluiceError(error, "OBJECT_EXISTS") || replyOf(error)?.name === "NoSuchUpload";
}

function wasConflict(error: SluiceError): boolean {
  const reply = replyOf(error);
  return reply?.name !== undefined && isConflict(reply as Reply);
}

function replyOf(error: unknown): Partial<Reply> | undefined {
  return isSluiceError(error) ? (error.cause as Partial<Reply> | undefined) : undefined;
}
