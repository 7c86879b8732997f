import { isSluiceError } from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { checkObjectKey } from "@sluice/sdk/plugin";
import { connect } from "./connection.js";
import { getObject } from "./get-object.js";
import { headObject } from "./head-object.js";
import { listObjects } from "./list-objects.js";
import { checkOptions, type S3StoreOptions } from "./options.js";
import { putObject } from "./put-object.js";

/** Objects in a bucket of Amazon S3 or a server that speaks like it. Nothing is asked before the first call. */
export function s3Store(options: S3StoreOptions): ObjectStore {
  const settings = checkOptions(options);
  const { store, bucket, folder, scheme } = settings;
  const connection = connect(settings);
  const checked = (key: string) => {
    checkObjectKey(store, key);
    return key;
  };
  let bucketSeen = false;

  /** S3 answers the head of a missing object and of a missing bucket alike. */
  const seeBucket = async (signal: AbortSignal | undefined) => {
    if (bucketSeen) return;
    try {
      await connection.run({ verb: "head", signal }, ({ client, sdk }, sending) =>
        client.send(new sdk.HeadBucketCommand({ Bucket: bucket }), sending),
      );
    } catch (error) {
      // Being denied the bucket as a whole says that it is there.
      if (!isSluiceError(error, "STORE_DENIED")) throw error;
    }
    bucketSeen = true;
  };

  return {
    specVersion: 1,
    name: store,
    scheme,
    async put(key, body, putOptions) {
      return putObject(connection, checked(key), body, putOptions);
    },
    async get(key, getOptions) {
      return getObject(connection, checked(key), getOptions?.range, getOptions?.signal);
    },
    async head(key, headOptions) {
      const info = await headObject(connection, checked(key), headOptions?.signal);
      if (info === undefined) await seeBucket(headOptions?.signal);
      return info;
    },
    list(prefix, listOptions) {
      return listObjects(connection, prefix, listOptions?.startAfter, listOptions?.signal);
    },
    async delete(key, deleteOptions) {
      const Key = folder + checked(key);
      await connection.run(
        { verb: "delete", key, signal: deleteOptions?.signal },
        ({ client, sdk }, sending) =>
          client.send(new sdk.DeleteObjectCommand({ Bucket: bucket, Key }), sending),
      );
    },
    locate: (key) => `${scheme}://${bucket}/${folder}${checked(key)}`,
    close: () => connection.close(),
  };
}
