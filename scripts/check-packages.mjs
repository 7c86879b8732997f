// Checks what users get: packs every package, looks into the tarballs, installs them into empty projects on each
// supported Node, and runs there what the READMEs show.

import { basename, join } from "node:path";
import { startChecks } from "./lib/checks.mjs";
import { checkFirstMinuteIn, checkImports, checkTypes, runnableBlocks } from "./lib/installed.mjs";
import { nodeProgram } from "./lib/node-versions.mjs";
import { installProject } from "./lib/project.mjs";
import { serveTarballs } from "./lib/registry.mjs";
import { run } from "./lib/run.mjs";
import { checkByPublint, checkContent, checkTypeResolution, pack } from "./lib/tarballs.mjs";
import { withTempFolder } from "./lib/temp-folder.mjs";
import { publicPackages, root } from "./lib/workspace.mjs";

/** @typedef {import("./lib/registry.mjs").Tarball} Tarball */

const majors = [20, 22, 24];
const { check, finish } = startChecks();

await withTempFolder(async (folder) => {
  const tarballs = await check("the packages build and pack", async () => {
    const folders = publicPackages().map((pkg) => pkg.folder);
    await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b", ...folders], {
      cwd: root,
    });
    return pack(folder);
  });
  if (tarballs === undefined) return;
  const registry = await serveTarballs(tarballs);
  try {
    await Promise.all([checkTarballs(tarballs), checkProjects(folder, tarballs, registry.setting)]);
  } finally {
    registry.close();
  }
});
finish();

/** @param {readonly Tarball[]} tarballs */
async function checkTarballs(tarballs) {
  for (const tarball of tarballs) {
    const { name } = tarball.pkg;
    await check(`${name} has the files it needs and no other`, () => checkContent(tarball));
    await check(`${name} passes publint`, () => checkByPublint(tarball));
    await check(`${name} passes are-the-types-wrong`, () => checkTypeResolution(tarball));
  }
}

/** @param {string} folder @param {readonly Tarball[]} tarballs @param {string} settings */
async function checkProjects(folder, tarballs, settings) {
  const packages = tarballs.map(({ pkg }) => pkg);
  const files = tarballs.map(({ path }) => path);
  // Peers of others, the optional ones too, for every entry point is imported.
  const peers = new Map(packages.flatMap(({ manifest }) => Object.entries(manifest.peerDependencies ?? {})));
  const others = [...peers].filter(([name]) => !name.startsWith("@sluice/"));
  const everything = [...files, ...others.map(([name, range]) => `${name}@${range}`)];
  for (const major of majors) {
    const on = `Node ${major}`;
    const node = await check(`${on} is there`, () => nodeProgram(major));
    if (node === undefined) continue;

    const all = await check(`${on}: npm installs all packages`, () =>
      installProject({ folder: join(folder, `all-${major}`), node, settings, dependencies: everything }),
    );
    if (all !== undefined) {
      await check(`${on}: every entry point imports, and require gives the same`, () =>
        checkImports(all, packages),
      );
      for (const pkg of packages) {
        for (const { text, line } of runnableBlocks(pkg)) {
          const where = `packages/${basename(pkg.folder)}/README.md:${line}`;
          await check(`${on}: ${where} runs as pasted`, () => all.runCode(text));
        }
      }
      if (major === majors[0]) await check("types check for users", () => checkTypes(all, packages));
    }

    const alone = await check(`${on}: npm install @sluice/local`, () =>
      installProject({
        folder: join(folder, `local-${major}`),
        node,
        settings,
        dependencies: ["@sluice/local"],
      }),
    );
    if (alone !== undefined)
      await check(`${on}: the first minute runs as pasted`, () => checkFirstMinuteIn(alone));
  }
}
