import { randomUUID } from "node:crypto";
import { throwIfAborted } from "../abort.js";
import type { JsonValue } from "../asset/json-type.js";
import { isSluiceError, SluiceError } from "../error.js";
import { jsonBytes, readJson } from "../log/json-object.js";
import { layout } from "../log/layout.js";
import type { ObjectStore } from "../plugin/object-store.js";
import { jsonText } from "../value/json-handler.js";
import type { AssetState, StateVersion } from "./asset-state.js";
import { newestVersion, pointTo, type StatePlace } from "./versions.js";

interface Entry {
  /** Tells after a lost answer whose version it is. */
  readonly nonce: string;
  readonly value: JsonValue;
}

/** The state of an asset. Each version is an object of its own, created once and never changed. */
export function stateOf(asset: string, store: ObjectStore, probe: () => Promise<void>): AssetState {
  return {
    async get({ signal } = {}) {
      const place = { asset, store, signal };
      const version = await newestVersion(place);
      return version === 0 ? undefined : readVersion(version, place);
    },
    async set(value, { ifVersion, signal } = {}) {
      if (ifVersion !== undefined) checkVersion(ifVersion);
      jsonText(value, asset);
      await probe();
      const place = { asset, store, signal };
      const newest = await newestVersion(place);
      if (ifVersion !== undefined && newest !== ifVersion) throw conflict(asset, ifVersion);
      let version = newest + 1;
      while (!(await createVersion(version, value, place))) {
        if (ifVersion !== undefined) throw conflict(asset, ifVersion);
        version++;
      }
      await pointTo(version, place);
      return { version };
    },
  };
}

async function readVersion(version: number, { asset, store, signal }: StatePlace): Promise<StateVersion> {
  const key = layout.state(asset, version);
  const entry = await readJson<Entry>(store, key, asset, signal);
  if (entry !== undefined && "value" in entry) return { value: entry.value, version };
  throw new SluiceError("LOG_INVALID", {
    message: `Version ${version} of the state of ${asset} is gone or holds no value.`,
    details: { asset, object: key },
    hint: "Versions are never deleted by Sluice: restore the object, or set the state anew.",
  });
}

/** Whether the version is ours: `false` if another writer has that number. */
async function createVersion(version: number, value: JsonValue, place: StatePlace): Promise<boolean> {
  const { asset, store, signal } = place;
  const key = layout.state(asset, version);
  const nonce = randomUUID();
  throwIfAborted(signal);
  try {
    // From here on without the caller's signal: giving up would leave nobody knowing whether the version is there.
    await store.put(key, jsonBytes({ nonce, value }), { mode: "create", contentType: "application/json" });
    return true;
  } catch (failure) {
    if (!isSluiceError(failure) || !(failure.retryable || failure.code === "OBJECT_EXISTS")) throw failure;
    // Its answer may have been lost: the nonce tells whether it arrived.
    const found = await readJson<Entry>(store, key, asset);
    if (found === undefined) throw failure;
    return found.nonce === nonce;
  }
}

function checkVersion(ifVersion: number): void {
  if (Number.isInteger(ifVersion) && ifVersion >= 0) return;
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `ifVersion is ${ifVersion}, which is no version.`,
    details: { option: "ifVersion" },
    hint: "Give the version that get() returned, or 0 if it returned nothing.",
  });
}

function conflict(asset: string, wanted: number): SluiceError {
  return new SluiceError("STATE_CONFLICT", {
    message: `Version ${wanted} is not the newest of the state of ${asset}; somebody else set it.`,
    details: { asset, version: wanted },
    hint: "Get the state again, decide anew, and set it with the version you got.",
  });
}
