import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { SluiceError } from "@sluice/sdk";
import { checkOptions, flag, type ObjectStore, type OptionRules } from "@sluice/sdk/plugin";
import { deleteFile } from "./delete-file.js";
import { fileError, isMissing, throwIfAborted } from "./file-error.js";
import { getFile } from "./get-file.js";
import { checkKey } from "./key.js";
import { listFiles } from "./list-files.js";
import { putFile } from "./put-file.js";

export interface FsStoreOptions {
  /** The folder all keys are below. It is made by the first put. */
  readonly root: string;
  /** Whether a put that has returned survives a power failure. Default `true`. */
  readonly sync?: boolean;
}

const rules = { root: "any", sync: flag } satisfies OptionRules<keyof FsStoreOptions>;

/** Objects are files below one folder, and a key is the path from there. */
export function fsStore(options: string | FsStoreOptions): ObjectStore {
  const settings = typeof options === "string" ? { root: options } : options;
  checkOptions("fsStore", settings, rules, { open: true });
  const { root: given, sync = true } = settings ?? {};
  if (typeof given !== "string" || given === "" || given.includes("\0")) {
    throw new SluiceError("CONFIGURATION_INVALID", {
      message: `fsStore needs the path of a folder as root, and got ${JSON.stringify(given)}`,
      details: { option: "root" },
      hint: 'For example fsStore("./lake").',
    });
  }
  const root = resolve(given);
  const store = `files ${given}`;
  const pathOf = (key: string) => {
    checkKey(store, key);
    return join(root, key);
  };

  return {
    specVersion: 1,
    name: store,
    scheme: "file",
    async put(key, body, putOptions) {
      const lasting = sync && putOptions.durable !== false;
      return putFile({ ...putOptions, store, key, target: pathOf(key), body, sync: lasting });
    },
    async get(key, getOptions) {
      return getFile({ ...getOptions, store, key, path: pathOf(key) });
    },
    async head(key, headOptions) {
      const path = pathOf(key);
      throwIfAborted(headOptions?.signal, store, "head", key);
      try {
        const entry = await stat(path);
        return entry.isFile() ? { key, byteLength: entry.size, modifiedAt: entry.mtime } : undefined;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw fileError(store, "head", key, error);
      }
    },
    list(prefix, listOptions) {
      return listFiles({ ...listOptions, store, root, prefix });
    },
    async delete(key, deleteOptions) {
      const path = pathOf(key);
      throwIfAborted(deleteOptions?.signal, store, "delete", key);
      await deleteFile(store, key, path, root);
    },
    locate: pathOf,
  };
}
