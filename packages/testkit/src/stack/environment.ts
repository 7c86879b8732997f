import { SluiceError } from "@sluice/sdk";
import type { StackS3 } from "./s3.js";
import type { Environment } from "./tools.js";

/** Servers that the environment names. */
export interface NamedServers {
  readonly s3?: StackS3;
  readonly trino?: { readonly url: string };
}

/** The variables by which tests and other processes find the servers. */
export function toEnvironment({ s3, trino }: NamedServers): Record<string, string> {
  return {
    ...(trino && { SLUICE_TRINO_URL: trino.url }),
    ...(s3 && {
      SLUICE_S3_ENDPOINT: s3.endpoint,
      SLUICE_S3_REGION: s3.region,
      SLUICE_S3_BUCKET: s3.bucket,
      SLUICE_S3_ACCESS_KEY_ID: s3.accessKeyId,
      SLUICE_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    }),
  };
}

/** The opposite of `toEnvironment`. Region and bucket have defaults; an endpoint without credentials is an error. */
export function fromEnvironment(environment: Environment): NamedServers {
  const url = environment.SLUICE_TRINO_URL;
  const endpoint = environment.SLUICE_S3_ENDPOINT;
  return {
    ...(url && { trino: { url: withoutSlash(url) } }),
    ...(endpoint && {
      s3: {
        endpoint: withoutSlash(endpoint),
        region: environment.SLUICE_S3_REGION || "us-east-1",
        bucket: environment.SLUICE_S3_BUCKET || "warehouse",
        accessKeyId: required(environment, "SLUICE_S3_ACCESS_KEY_ID", "SLUICE_S3_ENDPOINT"),
        secretAccessKey: required(environment, "SLUICE_S3_SECRET_ACCESS_KEY", "SLUICE_S3_ENDPOINT"),
      },
    }),
  };
}

/** The value of a variable without which another one is of no use. */
export function required(environment: Environment, name: string, because: string): string {
  const value = environment[name];
  if (value) return value;
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `${because} is set, but ${name} is not`,
    details: { option: name },
    hint: `Set ${name} as well, or unset ${because}: then the stack of \`npm run stack\` is used.`,
  });
}

/** Lines for a shell. */
export function exportLines(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).map(([name, value]) => `export ${name}=${quoted(value)}`);
}

function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

const withoutSlash = (url: string) => url.replace(/\/+$/, "");
