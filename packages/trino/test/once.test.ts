import { expect, it } from "vitest";
import { once } from "../src/once.js";

function later<Value>() {
  let resolve: (value: Value) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<Value>((...settle) => {
    [resolve, reject] = settle;
  });
  return { run: () => promise, resolve, reject };
}

it("is done once, for those who come meanwhile and later too", async () => {
  const only = once<number>();
  const first = later<number>();
  const both = [only(first.run), only(async () => 2)];
  first.resolve(1);
  expect(await Promise.all(both)).toEqual([1, 1]);
  expect(await only(async () => 3)).toBe(1);
});

it("fails for the one who did it; who waited does it again", async () => {
  const only = once<number>();
  const first = later<number>();
  const failed = only(first.run);
  const waiter = only(async () => 2);
  first.reject(new Error("of the first"));
  await expect(failed).rejects.toThrow("of the first");
  expect(await waiter).toBe(2);
  expect(await only(async () => 3)).toBe(2);
});

it("keeps what a newer one has begun when an older one fails late", async () => {
  const only = once<number>();
  const [first, second, third] = [later<number>(), later<number>(), later<number>()];
  const one = only(first.run);
  const waiting = [only(second.run), only(third.run)];
  first.reject(new Error("of the first"));
  await expect(one).rejects.toThrow("of the first");
  second.reject(new Error("of the second"));
  await expect(waiting[0]).rejects.toThrow("of the second");
  third.resolve(3);
  expect(await waiting[1]).toBe(3);
  expect(await only(async () => 4)).toBe(3);
});
