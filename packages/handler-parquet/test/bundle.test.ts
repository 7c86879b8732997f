import { execFile } from "node:child_process";
import { copyFile, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Format } from "esbuild";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const app = fileURLToPath(new URL("bundled-app.ts", import.meta.url));
const codec = fileURLToPath(new URL("../codec/codec.wasm", import.meta.url));
const installed = fileURLToPath(new URL("../../../node_modules", import.meta.url));
const worked = { code: 0, stdout: "as they were\n" };

let folder: string;

// Outside of the repository, where nothing is installed.
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "sluice-bundle-")));
});
afterEach(() => rm(folder, { recursive: true }));

/** Bundles the program into the folder. Gives the bundle's path. */
async function bundle(format: Format, external: string[] = []): Promise<string> {
  const outfile = join(folder, format === "cjs" ? "app.cjs" : "app.mjs");
  const options = { bundle: true, platform: "node", logLevel: "error" } as const;
  await build({ ...options, entryPoints: [app], outfile, format, external });
  return outfile;
}

interface Run {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

function run(file: string): Promise<Run> {
  return new Promise((resolve) => {
    const options = { cwd: folder, timeout: 20_000 };
    execFile(process.execPath, [file], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : (error.code ?? error.signal), stdout, stderr }),
    );
  });
}

function timesSaid(text: string, { stderr }: Run): number {
  return stderr.split(text).length - 1;
}

describe.each(["esm", "cjs"] as const)("a bundle of everything as %s", (format) => {
  it("stores and loads with codec.wasm beside it, and says once that it has no worker", async () => {
    const file = await bundle(format);
    await copyFile(codec, join(folder, "codec.wasm"));
    await writeFile(join(folder, "worker.js"), 'console.log("a worker of the app");');
    const ran = await run(file);
    expect(ran).toMatchObject(worked);
    expect(timesSaid("cannot load its worker", ran)).toBe(1);
    expect(timesSaid("Warning", ran)).toBe(1);
  });

  it("stores and loads with the package installed where it runs", async () => {
    const file = await bundle(format);
    await symlink(installed, join(folder, "node_modules"));
    expect(await run(file)).toMatchObject(worked);
  });

  it("says what to do where there is no codec.wasm", async () => {
    const ran = await run(await bundle(format));
    expect(ran).toMatchObject({ code: 1, stderr: "" });
    const error = JSON.parse(ran.stdout) as Record<string, string>;
    expect(error).toMatchObject({ code: "PARQUET_FAILED" });
    expect(error.message).toContain("could not be loaded: there is no ");
    expect(error.hint).toContain(`beside the bundle, to ${join(folder, "codec.wasm")}, or keep`);
    expect(error.hint).toContain("@sluice/handler-parquet and apache-arrow out of it");
  });

  it("says which codec.wasm cannot be compiled", async () => {
    const file = await bundle(format);
    await writeFile(join(folder, "codec.wasm"), "none");
    const { code, stdout } = await run(file);
    const { message, ...error } = JSON.parse(stdout) as Record<string, string>;
    expect([code, error]).toEqual([1, expect.objectContaining({ code: "PARQUET_FAILED" })]);
    expect(message).toContain(`could not be loaded: ${join(folder, "codec.wasm")} cannot be compiled.`);
  });
});

describe.each([[["@sluice/handler-parquet"]], [["@sluice/handler-parquet", "apache-arrow"]]])(
  "a bundle without %s",
  (external) => {
    it("stores and loads in workers where they are installed", async () => {
      const file = await bundle("esm", external);
      await symlink(installed, join(folder, "node_modules"));
      expect(await run(file)).toEqual({ ...worked, stderr: "" });
    });
  },
);
