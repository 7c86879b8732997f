import { createIOManager, fromEnv, type IOManager, memoryStore } from "@sluice/sdk";
import { describe, expect, it } from "vitest";

const manager = (): IOManager => createIOManager({ store: memoryStore() });
const refuse = (): IOManager => {
  throw new Error("this target was not asked for");
};

describe("fromEnv", () => {
  it("makes the target that SLUICE_TARGET names, and no other", () => {
    const io = manager();
    expect(fromEnv({ local: refuse, trino: () => io }, { SLUICE_TARGET: "trino" })).toBe(io);
  });

  it.each([[undefined], [""]])("makes the first one where it is %o", (target) => {
    const io = manager();
    expect(fromEnv({ local: () => io, trino: refuse }, { SLUICE_TARGET: target })).toBe(io);
  });

  it("reads the environment of the process", () => {
    const before = process.env.SLUICE_TARGET;
    process.env.SLUICE_TARGET = "second";
    try {
      const io = manager();
      expect(fromEnv({ first: refuse, second: () => io })).toBe(io);
    } finally {
      if (before === undefined) delete process.env.SLUICE_TARGET;
      else process.env.SLUICE_TARGET = before;
    }
  });

  it.each(["prod", "Local", "constructor"])("says which there are where %s is none", (SLUICE_TARGET) => {
    expect(() => fromEnv({ local: refuse, trino: refuse }, { SLUICE_TARGET })).toThrow(
      expect.objectContaining({
        code: "CONFIGURATION_INVALID",
        details: { option: "SLUICE_TARGET" },
        hint: "Set it to local or trino.",
      }),
    );
  });

  it("needs a target", () => {
    expect(() => fromEnv({}, {})).toThrow(expect.objectContaining({ code: "CONFIGURATION_INVALID" }));
  });

  it("passes on the error of the target it makes", () => {
    expect(() => fromEnv({ local: refuse }, {})).toThrow("this target was not asked for");
  });
});
