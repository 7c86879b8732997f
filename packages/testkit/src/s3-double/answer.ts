/** What goes back over the wire. */
export interface S3Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

const statuses = {
  EntityTooSmall: 400,
  InternalError: 500,
  InvalidPart: 400,
  InvalidPartOrder: 400,
  InvalidRange: 416,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NotImplemented: 501,
  PreconditionFailed: 412,
} as const;

/** A refusal in the words of S3. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function refusal(code: keyof typeof statuses): S3Answer {
  return failure(statuses[code], code);
}

export function failure(status: number, code: string): S3Answer {
  return { ...xml("Error", `<Code>${code}</Code><Message>${code}</Message>`), status };
}

export function xml(root: string, content: string): S3Answer {
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<${root}>${content}</${root}>`);
  return { status: 200, headers: { "content-type": "application/xml" }, body };
}

export function xmlText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
