import { compareObjectKeys } from "@sluice/sdk/plugin";
import { refusal, type S3Answer, xml, xmlText } from "./answer.js";
import type { Bucket, S3Object } from "./bucket.js";
import type { S3Request } from "./request.js";

/** One page, in order of the keys' UTF-8 bytes. A token is where the page before it ended. */
export function listObjects({ name, objects }: Bucket, { query }: S3Request, pageKeys: number): S3Answer {
  if (query.has("delimiter")) return refusal("NotImplemented");
  const prefix = query.get("prefix") ?? "";
  const token = query.get("continuation-token");
  const after = token === null ? query.get("start-after") : Buffer.from(token, "base64url").toString();
  const encoded = query.get("encoding-type") === "url";
  const limit = Math.min(pageKeys, Number(query.get("max-keys") ?? pageKeys));
  const keys = [...objects.keys()]
    .filter((key) => key.startsWith(prefix) && (after === null || compareObjectKeys(key, after) > 0))
    .sort(compareObjectKeys);
  const page = keys.slice(0, limit);
  const more = keys.length > page.length;
  const textOf = (text: string): string => (encoded ? urlText(text) : xmlText(text));
  const entries = page.map((key) => entry(textOf(key), objects.get(key) as S3Object));
  const next = more ? Buffer.from(page.at(-1) ?? "").toString("base64url") : undefined;
  return xml(
    "ListBucketResult",
    [
      `<Name>${name}</Name><Prefix>${textOf(prefix)}</Prefix><MaxKeys>${limit}</MaxKeys>`,
      `<KeyCount>${page.length}</KeyCount><IsTruncated>${more}</IsTruncated>`,
      ...(encoded ? ["<EncodingType>url</EncodingType>"] : []),
      ...(next === undefined ? [] : [`<NextContinuationToken>${next}</NextContinuationToken>`]),
      ...entries,
    ].join(""),
  );
}

function entry(key: string, { etag, bytes, modifiedAt }: S3Object): string {
  return [
    `<Contents><Key>${key}</Key><LastModified>${modifiedAt.toISOString()}</LastModified>`,
    `<ETag>${xmlText(etag)}</ETag><Size>${bytes.length}</Size></Contents>`,
  ].join("");
}

/** As S3 writes keys: a space is a plus sign, a slash stays. */
function urlText(text: string): string {
  return encodeURIComponent(text).replaceAll("%2F", "/").replaceAll("%20", "+");
}
