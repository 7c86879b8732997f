import { SluiceError } from "@sluice/sdk";
import { checkOptions as checkRules, flag, type OptionRules, objectKeyFault } from "@sluice/sdk/plugin";

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface S3StoreOptions {
  readonly bucket: string;
  /** The folder of the bucket that all keys are below. Default: the whole bucket. */
  readonly prefix?: string;
  /** Default `us-east-1` with an `endpoint`, else what the AWS SDK finds in the environment and its files. */
  readonly region?: string;
  /** URL of an S3-compatible server, such as `http://localhost:9000`. Default: Amazon S3. */
  readonly endpoint?: string;
  /** Bucket in the path instead of the host name. Default `true` with an `endpoint`. */
  readonly pathStyle?: boolean;
  /** Default: what the AWS SDK finds in the environment, its files, or the machine's role. */
  readonly credentials?: S3Credentials | (() => Promise<S3Credentials>);
  /** Scheme of what `locate` gives. Default `s3`; older Hadoop tools read `s3a`. */
  readonly scheme?: "s3" | "s3a";
  /** Bodies longer than this are sent in parts of this size, 5 MiB to 5 GiB. Default 16 MiB. */
  readonly partBytes?: number;
  /** Parts of one object sent at once. Default 4. */
  readonly concurrency?: number;
}

/** Checked options with every default filled in. */
export interface Settings {
  /** For people, without secrets: `s3 bucket/prefix`. */
  readonly store: string;
  readonly bucket: string;
  /** `prefix/`, or empty. */
  readonly folder: string;
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  /** Who is asked, for messages. */
  readonly host: string;
  readonly pathStyle: boolean;
  readonly credentials: S3StoreOptions["credentials"];
  readonly scheme: "s3" | "s3a";
  readonly partBytes: number;
  readonly concurrency: number;
}

const text = {
  fits: (value: unknown) => typeof value === "string",
  hint: "Give a text, or leave it out.",
} as const;
const credentials = {
  fits: (value: unknown) => typeof value === "function" || (typeof value === "object" && value !== null),
  hint: "Give { accessKeyId, secretAccessKey }, or a function that gives them.",
  secret: true,
} as const;
const mebibyte = 1024 * 1024;

const rules = {
  ...{ bucket: "any", prefix: text, region: text, endpoint: text, pathStyle: flag },
  ...{ credentials, scheme: "any", partBytes: "any", concurrency: "any" },
} satisfies OptionRules<keyof S3StoreOptions>;

export function checkOptions(given: S3StoreOptions): Settings {
  checkRules("s3Store", given, rules, { open: true });
  const options: S3StoreOptions = given ?? {};
  const { bucket, region, credentials, scheme = "s3", partBytes = 16 * mebibyte, concurrency = 4 } = options;
  if (typeof bucket !== "string" || bucket === "") {
    throw invalid("bucket", "needs a bucket", 'For example s3Store({ bucket: "warehouse" }).');
  }
  if (!/^[\w.-]+$/.test(bucket)) {
    throw invalid(
      "bucket",
      `got ${JSON.stringify(bucket)} as the name of a bucket`,
      "Give the name alone; a folder inside it goes into prefix, a server into endpoint.",
    );
  }
  const prefix = (options.prefix ?? "").replace(/^\/|\/$/g, "");
  const fault = prefix === "" ? undefined : objectKeyFault(prefix);
  if (fault !== undefined) {
    throw invalid("prefix", `got the prefix ${JSON.stringify(prefix)}: ${fault}`, "For example lake/bronze.");
  }
  const endpoint = options.endpoint === undefined ? undefined : checkEndpoint(options.endpoint);
  if (typeof credentials === "object" && !(credentials.accessKeyId && credentials.secretAccessKey)) {
    throw invalid(
      "credentials",
      "got credentials without accessKeyId or secretAccessKey",
      "Give both, or leave credentials out to use those of the environment.",
    );
  }
  if (scheme !== "s3" && scheme !== "s3a") {
    throw invalid("scheme", `got the scheme ${JSON.stringify(scheme)}`, 'It is "s3" or "s3a".');
  }
  if (!(Number.isInteger(partBytes) && partBytes >= 5 * mebibyte && partBytes <= 5120 * mebibyte)) {
    throw invalid("partBytes", `got ${partBytes} as partBytes`, "S3 takes parts of 5 MiB to 5 GiB.");
  }
  if (!(Number.isInteger(concurrency) && concurrency >= 1)) {
    throw invalid("concurrency", `got ${concurrency} as concurrency`, "It is a whole number, at least 1.");
  }
  return {
    store: `s3 ${bucket}${prefix && `/${prefix}`}`,
    bucket,
    folder: prefix && `${prefix}/`,
    region: region ?? (endpoint && "us-east-1"),
    endpoint: endpoint?.href,
    host: endpoint?.host ?? "Amazon S3",
    pathStyle: options.pathStyle ?? endpoint !== undefined,
    credentials,
    scheme,
    partBytes,
    concurrency,
  };
}

/** The endpoint's text is in no message: a mistyped one may hold a password. */
function checkEndpoint(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw invalid("endpoint", "got an endpoint that is no URL", "For example http://localhost:9000.");
  }
  if (url.username !== "" || url.password !== "") {
    throw invalid(
      "endpoint",
      "got an endpoint with credentials in it",
      "Give them as credentials, or in the environment.",
    );
  }
  if (url.search !== "" || url.hash !== "") {
    throw invalid(
      "endpoint",
      "got an endpoint with a query or a fragment",
      "For example http://localhost:9000.",
    );
  }
  return url;
}

export function invalid(option: string, what: string, hint: string): SluiceError {
  return new SluiceError("CONFIGURATION_INVALID", { message: `s3Store ${what}`, details: { option }, hint });
}
