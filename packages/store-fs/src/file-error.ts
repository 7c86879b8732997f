import { SluiceError } from "@sluice/sdk";

const hints: Record<string, string> = {
  EDQUOT: "The disk quota is used up. Make room, then try again.",
  EEXIST: "One object's key is a folder in the other's. Give one of them another name.",
  EISDIR: "One object's key is a folder in the other's. Give one of them another name.",
  EMFILE: "Too many files are open. Raise the limit (ulimit -n) or do less at once.",
  ENAMETOOLONG: "Most file systems allow 255 bytes between two slashes of a key. Shorten it.",
  ENFILE: "Too many files are open on this machine. Try again when it is quieter.",
  ENOSPC: "The disk is full. Make room, then try again.",
  ENOTDIR: "One object's key is a folder in the other's. Give one of them another name.",
  ENOTEMPTY: "One object's key is a folder in the other's. Give one of them another name.",
};

const denied = new Set(["EACCES", "EPERM", "EROFS"]);
const missing = new Set(["ENOENT", "ENOTDIR", "EISDIR", "ENAMETOOLONG"]);
const passing = new Set(["EAGAIN", "EBUSY", "EINTR", "EMFILE", "ENFILE", "ESTALE", "ETIMEDOUT"]);

export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? "";
}

/** Whether the system says that no file has this path. */
export function isMissing(error: unknown): boolean {
  return missing.has(codeOf(error));
}

/** What the system said, as an error that names the store, the key and what was being done. */
export function fileError(store: string, doing: string, key: string, cause: unknown): SluiceError {
  const code = codeOf(cause);
  const what = `${store}: could not ${doing} ${JSON.stringify(key)} (${code || String(cause)})`;
  if (denied.has(code)) {
    return new SluiceError("STORE_DENIED", {
      message: what,
      details: { store, key },
      hint:
        code === "EROFS"
          ? "The file system is read-only."
          : `Give the process's user access: ${pathOf(cause)}`,
      cause,
    });
  }
  return new SluiceError("STORE_FAILED", {
    message: what,
    details: { store, key },
    hint: hints[code] ?? `The cause says which system call failed: ${pathOf(cause)}`,
    retryable: passing.has(code),
    cause,
  });
}

function pathOf(cause: unknown): string {
  const { syscall, path } = cause as NodeJS.ErrnoException;
  return [syscall, path].filter(Boolean).join(" ") || "unknown";
}

export function notFound(store: string, key: string, cause?: unknown): SluiceError {
  return new SluiceError("OBJECT_NOT_FOUND", {
    message: `${store} has no object ${JSON.stringify(key)}`,
    details: { key },
    hint: "List what exists with store.list(prefix).",
    cause,
  });
}

export function throwIfAborted(
  signal: AbortSignal | undefined,
  store: string,
  doing: string,
  key: string,
): void {
  if (!signal?.aborted) return;
  throw new SluiceError("ABORTED", {
    message: `${store}: the caller gave up to ${doing} ${JSON.stringify(key)}`,
    details: {},
    cause: signal.reason,
  });
}
