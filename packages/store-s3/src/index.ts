export type { S3Credentials, S3StoreOptions } from "./options.js";
export { s3FromEnv } from "./s3-from-env.js";
export { s3Store } from "./s3-store.js";
