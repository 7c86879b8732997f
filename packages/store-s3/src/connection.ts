import type { S3Client } from "@aws-sdk/client-s3";
import type { Settings } from "./options.js";
import { replyOf } from "./reply.js";
import { type Doing, storeError, throwIfAborted } from "./store-error.js";

type Sdk = typeof import("@aws-sdk/client-s3");

export interface Opened {
  readonly sdk: Sdk;
  readonly client: S3Client;
}

/** The one way to the server: opened on first use, and every error told in our words. */
export interface Connection {
  readonly settings: Settings;
  run<Output>(
    doing: Doing,
    request: (opened: Opened, options: { abortSignal?: AbortSignal }) => Promise<Output>,
  ): Promise<Output>;
  close(): Promise<void>;
}

export function connect(settings: Settings): Connection {
  let opening: Promise<Opened> | undefined;
  return {
    settings,
    async run(doing, request) {
      throwIfAborted(settings, doing);
      opening ??= open(settings);
      const opened = await opening;
      try {
        return await request(opened, doing.signal === undefined ? {} : { abortSignal: doing.signal });
      } catch (error) {
        throw storeError(settings, doing, replyOf(error, await secretsOf(opened.client, settings, error)));
      }
    },
    async close() {
      const opened = await opening;
      opening = undefined;
      opened?.client.destroy();
    },
  };
}

async function open({ region, endpoint, pathStyle, credentials }: Settings): Promise<Opened> {
  // Importing takes 90 ms, which a program that never asks the store need not spend.
  const sdk = await import("@aws-sdk/client-s3");
  const client = new sdk.S3Client({
    ...(region && { region }),
    // Servers other than Amazon's refuse newer checksums, or store them as data.
    ...(endpoint && {
      endpoint,
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
    }),
    ...(credentials && { credentials }),
    forcePathStyle: pathStyle,
    // The core sends again what failed, and this store the parts of a stream.
    maxAttempts: 1,
    // It opens a connection for each part, and bodies are at hand to be sent again anyway.
    expectContinueHeader: false,
    // Without these a silent server is waited for without end. S3 sends spaces while it joins parts.
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 120_000 },
  });
  keepDates(client);
  return { sdk, client };
}

/** A put's answer tells the store's time in a header only, which the SDK drops. */
function keepDates(client: S3Client): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = result.response as { headers?: Record<string, string> };
      Object.assign(result.output.$metadata, { date: headers?.date });
      return result;
    },
    { step: "finalizeRequest", name: "sluiceKeepDates" },
  );
}

/** When the server answered, by its clock. */
export function dateOf(output: { readonly $metadata: object }): Date | undefined {
  const { date } = output.$metadata as { date?: string };
  const time = Date.parse(date ?? "");
  return Number.isNaN(time) ? undefined : new Date(time);
}

/** A server may repeat what it was sent, so these are taken out of what it says. */
async function secretsOf(client: S3Client, settings: Settings, error: unknown): Promise<string[]> {
  const answered =
    (error as { $metadata?: { httpStatusCode?: number } })?.$metadata?.httpStatusCode !== undefined;
  const given = typeof settings.credentials === "object" ? settings.credentials : undefined;
  // Without an answer the credentials themselves may be what failed: they are not asked for again.
  const used = answered ? await client.config.credentials().catch(() => given) : given;
  return [used?.secretAccessKey, used?.sessionToken].filter(
    (secret) => secret !== undefined && secret !== "",
  ) as string[];
}
