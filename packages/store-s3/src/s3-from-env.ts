import { SluiceError } from "@sluice/sdk";
import { type Environment, type ObjectStore, requireVariables } from "@sluice/sdk/plugin";
import type { S3Credentials, S3StoreOptions } from "./options.js";
import { s3Store } from "./s3-store.js";

const prefix = "SLUICE_S3_";

/**
 * The store that variables name: `SLUICE_S3_BUCKET` and, where they are set, `_PREFIX`, `_REGION`, `_ENDPOINT`,
 * `_PATH_STYLE` (`true` or `false`), `_ACCESS_KEY_ID` with `_SECRET_ACCESS_KEY` and `_SESSION_TOKEN`, and `_SCHEME`. Others
 * have the defaults of `s3Store`. One `CONFIGURATION_INVALID` names all that are missing.
 */
export function s3FromEnv(env: Environment = process.env): ObjectStore {
  const signing = ["ACCESS_KEY_ID", "SECRET_ACCESS_KEY"].map((name) => prefix + name);
  const signs = [...signing, `${prefix}SESSION_TOKEN`].some((name) => env[name]);
  requireVariables(env, [`${prefix}BUCKET`, ...(signs ? signing : [])], "s3FromEnv");
  const given = (name: string): string | undefined => env[prefix + name] || undefined;
  return s3Store({
    bucket: given("BUCKET") as string,
    prefix: given("PREFIX"),
    region: given("REGION"),
    endpoint: given("ENDPOINT"),
    pathStyle: switchOf(`${prefix}PATH_STYLE`, env),
    credentials: signs ? credentialsOf(given) : undefined,
    // Whatever it is, s3Store says which there are.
    scheme: given("SCHEME") as S3StoreOptions["scheme"],
  });
}

function credentialsOf(given: (name: string) => string | undefined): S3Credentials {
  const sessionToken = given("SESSION_TOKEN");
  return {
    accessKeyId: given("ACCESS_KEY_ID") as string,
    secretAccessKey: given("SECRET_ACCESS_KEY") as string,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}

function switchOf(name: string, env: Environment): boolean | undefined {
  const value = env[name];
  if (!value) return undefined;
  if (value === "true" || value === "false") return value === "true";
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `${name} is neither true nor false.`,
    details: { option: name },
    hint: "Set it to true for the bucket in the path, to false for the bucket in the host name.",
  });
}
