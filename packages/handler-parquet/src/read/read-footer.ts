import { type Footer, parseFooter } from "../format/footer.js";
import { encryptedMagic, isMagic, magic, trailerByteLength } from "../format/format.js";
import type { Source } from "./source.js";

const tailByteLength = 64 * 1024;
const maxFooterByteLength = 64 * 1024 * 1024;

/** The footer of a file, in one read where it is small. Anything odd is `FILE_CORRUPT`. */
export async function readFooter(source: Source): Promise<Footer> {
  const { byteLength } = source;
  if (!Number.isSafeInteger(byteLength) || byteLength < magic.length + trailerByteLength) {
    throw source.corrupt(`it has ${byteLength} bytes`);
  }
  const tailStart = Math.max(0, byteLength - tailByteLength);
  const tail = await source.read(tailStart, byteLength);
  if (isMagic(tail.subarray(-magic.length), encryptedMagic)) {
    throw source.corrupt("its footer is encrypted", {
      hint: "Encrypted files are not read here. Write it without encryption, with a program that has the keys.",
    });
  }
  if (!isMagic(tail.subarray(-magic.length))) throw source.corrupt("it does not end in PAR1");
  if (tailStart === 0) checkHead(source, tail);
  const end = byteLength - trailerByteLength;
  const length = new DataView(tail.buffer, tail.byteOffset + end - tailStart, 4).getUint32(0, true);
  const start = end - length;
  if (start < magic.length) throw source.corrupt(`its footer would take ${length} of ${byteLength} bytes`);
  if (length > maxFooterByteLength) throw source.corrupt(`its footer takes ${length} bytes`);
  const bytes =
    start >= tailStart ? tail.subarray(start - tailStart, end - tailStart) : await source.read(start, end);
  return source.parse(() => parseFooter(bytes, start));
}

/** The rows of a file that is whole, as far as both its ends can tell. */
export async function inspectFile(source: Source): Promise<{ readonly rows: number }> {
  const { rows } = await readFooter(source);
  if (source.byteLength > tailByteLength) checkHead(source, await source.read(0, magic.length));
  return { rows };
}

function checkHead(source: Source, bytes: Uint8Array): void {
  if (!isMagic(bytes.subarray(0, magic.length))) throw source.corrupt("it does not begin with PAR1");
}
