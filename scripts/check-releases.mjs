// Checks what a release would do to the versions, in a copy: nothing here changes.

import { rmSync } from "node:fs";
import { join } from "node:path";
import semver from "semver";
import { startChecks } from "./lib/checks.mjs";
import {
  checkRanges,
  copyRepository,
  keepOnly,
  manifests,
  pendingChangesets,
  setStable,
  sharedVersion,
} from "./lib/release-copy.mjs";
import { run } from "./lib/run.mjs";
import { withTempFolder } from "./lib/temp-folder.mjs";
import { root } from "./lib/workspace.mjs";

const changeset = join(root, "node_modules/@changesets/cli/bin.js");
const { check, finish } = startChecks();

await withTempFolder(async (folder) => {
  await check("changesets are valid, and the next release gives all packages one version", async () => {
    const copy = await copyRepository(join(folder, "next"));
    await run(process.execPath, [changeset, "status"], { cwd: copy });
    const before = sharedVersion(copy);
    const pending = pendingChangesets(copy);
    await run(process.execPath, [changeset, "version"], { cwd: copy });
    const after = sharedVersion(copy);
    checkRanges(copy);
    if (pending ? semver.lte(after, before) : after !== before) {
      throw new Error(`${before} becomes ${after}`);
    }
  });

  await check("a snapshot release gives all packages one version", async () => {
    const copy = await copyRepository(join(folder, "snapshot"));
    rmSync(join(copy, ".changeset/pre.json"), { force: true });
    keepOnly(copy, "minor");
    await run(process.execPath, [changeset, "version", "--snapshot", "check"], { cwd: copy });
    const version = sharedVersion(copy);
    if (!/^0\.0\.0-check-\d+$/.test(version)) throw new Error(`It is ${version}.`);
  });

  // Fixed versions go up together, so one plugin made a major by a peer range would make every package a major.
  for (const [bump, wanted, peer] of [
    ["patch", "1.0.1", "^1.0.0"],
    ["minor", "1.1.0", "^1.0.0"],
    ["major", "2.0.0", "^2.0.0"],
  ]) {
    await check(`a ${bump} of the sdk makes 1.0.0 ${wanted}, and plugins ask for ${peer}`, async () => {
      const copy = await copyRepository(join(folder, bump));
      rmSync(join(copy, ".changeset/pre.json"), { force: true });
      setStable(copy);
      keepOnly(copy, bump);
      await run(process.execPath, [changeset, "version"], { cwd: copy });
      const version = sharedVersion(copy);
      if (version !== wanted) throw new Error(`It makes ${version}.`);
      checkRanges(copy);
      for (const { name, peerDependencies = {} } of manifests(copy)) {
        const range = peerDependencies["@sluice/sdk"] ?? peer;
        if (range !== peer) throw new Error(`${name} asks for ${range}.`);
      }
    });
  }
});
finish();
