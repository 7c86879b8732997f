export { type FsStoreOptions, fsStore } from "./fs-store.js";
