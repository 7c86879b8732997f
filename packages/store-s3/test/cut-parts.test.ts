import { expect, it } from "vitest";
import { cutParts, PartMemory } from "../src/cut-parts.js";

const partBytes = 100_000;
const bytes = Uint8Array.from({ length: 450_001 }, (_, index) => (index * 7 + (index >> 8)) & 255);

async function* chunks(size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.slice(from, from + size);
}

it.each([1_000, 99_999, 100_000, 250_000, 1_000_000])("cuts chunks of %i bytes into parts", async (size) => {
  const parts: Uint8Array[] = [];
  for await (const part of cutParts(chunks(size), new PartMemory(partBytes), () => {})) parts.push(part);
  expect(parts.map(({ length }) => length)).toEqual([100_000, 100_000, 100_000, 100_000, 50_001]);
  expect(Buffer.compare(Buffer.concat(parts), bytes)).toBe(0);
});

it("fills the memory of a part that is given back, and of no other", async () => {
  const memory = new PartMemory(partBytes);
  const buffers: ArrayBufferLike[] = [];
  const kept: Uint8Array[] = [];
  let at = 0;
  for await (const part of cutParts(chunks(30_000), memory, () => {})) {
    expect(Buffer.compare(part, bytes.subarray(at, at + part.length))).toBe(0);
    at += part.length;
    buffers.push(part.buffer);
    if (buffers.length === 2) {
      memory.giveBack(part);
      memory.giveBack(part);
    } else kept.push(part);
  }
  expect(at).toBe(bytes.length);
  expect(buffers[2]).toBe(buffers[1]);
  expect(new Set(buffers).size).toBe(4);
  expect(Buffer.compare(kept[0]!, bytes.subarray(0, partBytes))).toBe(0);
});

it("gives parts of bytes that are there already, which are never memory for others", async () => {
  const memory = new PartMemory(partBytes);
  for await (const part of cutParts(bytes, memory, () => {})) {
    expect(part.buffer).toBe(bytes.buffer);
    memory.giveBack(part);
  }
  expect(memory.take().buffer).not.toBe(bytes.buffer);
});
