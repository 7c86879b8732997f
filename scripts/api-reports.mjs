// Writes what each entry point exports to api/, or with --check fails where that is not what stands there.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";
import { augmentations } from "./lib/augmentations.mjs";
import { publicPackages, root } from "./lib/workspace.mjs";

const checkedIn = join(root, "api");
const generated = join(root, "node_modules/.cache/api");

const { compilerOptions } = JSON.parse(readFileSync(join(root, "tsconfig.base.json"), "utf8"));

makeReports();
if (!process.argv.includes("--check")) {
  rmSync(checkedIn, { recursive: true, force: true });
  cpSync(generated, checkedIn, { recursive: true });
  console.log(`api/ has ${readdirSync(checkedIn).length} reports.`);
} else if (!same()) {
  console.error("The public API is not what api/ says. If that is meant, run: npm run api");
  process.exitCode = 1;
} else {
  console.log("The public API is what api/ says.");
}

function makeReports() {
  rmSync(generated, { recursive: true, force: true });
  mkdirSync(generated, { recursive: true });
  const reports = publicPackages().flatMap(({ folder, entryPoints }) =>
    entryPoints.map(({ specifier, types }) => {
      const name = `${specifier.replace("@sluice/", "").replaceAll("/", "-")}.api.md`;
      return { name, types: join(folder, types), config: extractorConfig(folder, types, name) };
    }),
  );
  const [first, ...others] = reports.map(({ config }) => config);
  if (first === undefined) throw new Error("There are no packages.");
  // One program for all entry points takes seconds, one for each a minute.
  const compilerState = CompilerState.create(first, {
    additionalEntryPoints: others.map((config) => config.mainEntryPointFilePath),
  });
  for (const { name, types, config } of reports) {
    const result = Extractor.invoke(config, { localBuild: true, compilerState, messageCallback });
    if (!result.succeeded) throw new Error(`API Extractor makes no report of ${types}.`);
    addAugmentations(join(generated, name), augmentations(types));
  }
  rmSync(join(generated, "temp"), { recursive: true, force: true });
}

/** @param {import("@microsoft/api-extractor").ExtractorMessage} message */
function messageCallback(message) {
  // Everything but an error says that a report is new, or which compiler reads it.
  if (message.logLevel !== ExtractorLogLevel.Error) message.handled = true;
}

/** API Extractor passes over `declare module`; error codes that plugins add are public all the same.
 * @param {string} report @param {string[]} blocks */
function addAugmentations(report, blocks) {
  if (blocks.length === 0) return;
  const text = readFileSync(report, "utf8");
  const end = text.lastIndexOf("// (No @packageDocumentation");
  writeFileSync(report, `${text.slice(0, end)}${blocks.join("\n\n")}\n\n${text.slice(end)}`);
}

/** @param {string} folder @param {string} types @param {string} reportFileName */
function extractorConfig(folder, types, reportFileName) {
  const silent = { default: { logLevel: ExtractorLogLevel.None } };
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, "package.json"),
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: join(folder, types),
      newlineKind: "lf",
      compiler: { overrideTsconfig: { compilerOptions, files: [join(folder, types)] } },
      apiReport: {
        enabled: true,
        reportFileName,
        reportFolder: generated,
        reportTempFolder: join(generated, "temp"),
        // A type that is not exported but reached from one that is can break users just as well.
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: { extractorMessageReporting: silent, tsdocMessageReporting: silent },
    },
  });
}

function same() {
  const args = ["diff", "--no-index", "--exit-code", "--", checkedIn, generated];
  return spawnSync("git", args, { stdio: "inherit", cwd: root }).status === 0;
}
