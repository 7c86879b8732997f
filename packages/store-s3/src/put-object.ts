import type { ObjectInfo, PutOptions } from "@sluice/sdk/plugin";
import { commit, type Put } from "./commit.js";
import type { Connection } from "./connection.js";
import { cutParts, PartMemory } from "./cut-parts.js";
import { markName, timeOf } from "./head-object.js";
import { putParts } from "./put-parts.js";
import { throwIfAborted } from "./store-error.js";

/** One request for a body of one part, else a multipart upload. Either way the object appears whole, at the end. */
export async function putObject(
  connection: Connection,
  key: string,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  options: PutOptions,
): Promise<ObjectInfo> {
  const { settings } = connection;
  const { mode, contentType, signal } = options;
  const put: Put = {
    verb: mode === "create" ? "create" : "put",
    key,
    mark: crypto.randomUUID(),
    repeated: !(body instanceof Uint8Array && body.length <= settings.partBytes),
    signal,
  };
  const target = { Bucket: settings.bucket, Key: settings.folder + key };
  const request = {
    put,
    target,
    description: {
      ...target,
      Metadata: { [markName]: put.mark },
      ...(contentType && { ContentType: contentType }),
    },
    condition: mode === "create" ? { IfNoneMatch: "*" } : {},
  };
  throwIfAborted(settings, put);
  const memory = new PartMemory(settings.partBytes);
  const parts = cutParts(body, memory, () => throwIfAborted(settings, put));
  try {
    const first = await parts.next();
    const second = await parts.next();
    if (!first.done && !second.done)
      return await putParts(connection, request, [first.value, second.value], parts, memory);
    const bytes = first.done ? new Uint8Array() : first.value;
    return await commit(connection, put, async () => {
      const output = await connection.run(put, ({ client, sdk }, sending) =>
        client.send(
          new sdk.PutObjectCommand({
            ...request.description,
            ...request.condition,
            Body: bytes,
            ContentLength: bytes.length,
          }),
          sending,
        ),
      );
      return { key, byteLength: bytes.length, modifiedAt: await timeOf(connection, put, output) };
    });
  } finally {
    await parts.return();
  }
}
