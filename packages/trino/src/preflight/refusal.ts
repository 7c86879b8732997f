import type { Finding } from "@sluice/sdk/plugin";
import type { TrinoError } from "../client/index.js";
import { type Look, wrong } from "./look.js";

interface Cause {
  /** In the message of Trino. */
  readonly sign: RegExp;
  /** What is so, after "Trino could not …: ". */
  readonly because: string;
  /** What to set where. */
  readonly hint: string;
}

/** Makes a finding of a statement that Trino refused. `doing` ends the sentence "Trino could not …". */
export function refusal(error: TrinoError, doing: string, look: Look): Finding {
  const text = [error.message, ...(error.details.causes ?? [])].join("\n");
  const cause = causes(look).find(({ sign }) => sign.test(text));
  const because = cause?.because ?? `it says ${told(error)}`;
  return wrong(`Trino could not ${doing}: ${because}.`, cause?.hint ?? "Look for it in the server's log.");
}

/** In the order in which they are looked for: a later one may be found in what an earlier one says, too. */
function causes({ options: { catalog, user }, store }: Look): Cause[] {
  const where = `in etc/catalog/${catalog}.properties`;
  const { protocol, host: bucket } = new URL(store.locate("_check"));
  return [
    {
      sign: /register_partition procedure is disabled/,
      because: `${catalog} does not allow the procedure register_partition`,
      hint: `Set hive.allow-register-partition-procedure=true ${where}.`,
    },
    {
      sign: /Cannot create non-managed Hive table/,
      because: `${catalog} does not allow external tables`,
      hint: `Set hive.non-managed-table-creates-enabled=true ${where}; that is its default.`,
    },
    {
      sign: /Cannot write to non-managed Hive table|Writes to non-managed Hive tables is disabled/,
      because: `${catalog} does not allow it`,
      hint: `Set hive.non-managed-table-writes-enabled=true ${where}.`,
    },
    {
      sign: /No factory for location/,
      because: `${catalog} has no file system for ${protocol}//`,
      hint: `Set fs.native-s3.enabled=true ${where} (fs.s3.enabled=true from release 481 on), with s3.endpoint, s3.region and credentials.`,
    },
    {
      sign: /NoSuchBucket|bucket does not exist|Status Code: 404/i,
      because: `the S3 it asks has no bucket ${bucket}`,
      hint: `Set s3.endpoint and s3.region ${where} to those of the store, ${store.name}.`,
    },
    {
      sign: new RegExp(`(Host\\w*: |request: |Connect to )${escaped(bucket)}\\.`),
      because: `it looks for a host that is called ${bucket}, as Amazon S3 has one for each bucket`,
      hint: `Set s3.path-style-access=true ${where}.`,
    },
    {
      sign: /Status Code: 403|InvalidAccessKeyId|SignatureDoesNotMatch|Access Key Id/,
      because: `the S3 it asks does not let it into the bucket ${bucket}`,
      hint: `Set s3.aws-access-key and s3.aws-secret-key, or a role, ${where} to what may read and list the bucket.`,
    },
    {
      sign: /Access Denied:/,
      because: `user ${user} may not`,
      hint: `Let user ${user} do that in the server's access control, or name another user in trino({ user }).`,
    },
    {
      sign: /HIVE_METASTORE_ERROR/,
      because: `the metastore of ${catalog} does not answer as it should`,
      hint: `Look at hive.metastore and hive.metastore.uri ${where}, and whether that metastore runs.`,
    },
    {
      sign: /UnknownHost|Connection refused|Unable to execute HTTP request|Connect(ion)? timed out/,
      because: "it does not reach the S3 of the store",
      hint: `Set s3.endpoint ${where} to where Trino itself reaches the store, ${store.name}.`,
    },
  ];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

const longest = 300;

/** What Trino says and the last cause of it, without the statement, without what follows a `?` in an address, and cut. */
function told({ message, details }: TrinoError): string {
  const said = [message.replace(/^QUERY_FAILED: /, "").split("\n")[0], details.causes?.at(-1)];
  const text = said.filter(Boolean).join(", ").replace(/\?\S+/g, "?…");
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
