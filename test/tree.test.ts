import { satisfies, validRange } from "semver";
import { describe, expect, it } from "vitest";
import { importsOf, type Package, packages, read, tree } from "./tree.js";

const files = tree();
const all = packages();
const names = new Set(all.map(({ manifest }) => manifest.name));
/** What everything builds on, the preset and the tests' own package; all others are plugins. */
const noPlugins = ["type-mapping", "sdk", "local", "testkit"];
const plugins = all.filter(({ folder }) => !noPlugins.includes(folder));
const root = JSON.parse(read("package.json")) as { engines: { node: string } };

/** What packages ship besides what TypeScript makes. */
const compiled: Readonly<Record<string, readonly string[]>> = {
  "handler-parquet": ["codec/codec.wasm", "codec/licenses.txt"],
};

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      { readonly resolved?: string; readonly optionalDependencies?: Readonly<Record<string, string>> }
    >
  >;
}
const lock = JSON.parse(read("package-lock.json")) as Lock;

describe.each(named(all))("packages/%s", (folder, { manifest, sources }) => {
  const { dependencies = {}, peerDependencies = {} } = manifest;

  it("says who it is and what it needs", () => {
    expect(manifest).toMatchObject({
      name: `@sluice/${folder}`,
      description: expect.stringMatching(/^[A-Z].*\.$/),
      license: "Apache-2.0",
      type: "module",
      sideEffects: false,
      engines: root.engines,
      files: ["dist", "!dist/.tsbuildinfo", "src", ...(compiled[folder] ?? []), "README.md", "LICENSE"],
    });
  });

  it("has a README that opens with its name, and the licence", () => {
    expect(files).toContain(`packages/${folder}/README.md`);
    expect(read(`packages/${folder}/README.md`)).toMatch(new RegExp(`^# ${manifest.name}\n\n[A-Z\`]`));
    expect(read(`packages/${folder}/LICENSE`)).toBe(read("LICENSE"));
  });

  it("exports modules with their types first", () => {
    const { "./package.json": itself, ...entryPoints } = manifest.exports;
    expect(itself).toBe("./package.json");
    expect(Object.keys(entryPoints)).toContain(".");
    for (const conditions of Object.values(entryPoints)) {
      expect(Object.keys(conditions)).toEqual(["types", "default"]);
      const [types, code] = Object.values(conditions) as [string, string];
      expect(types).toMatch(/^\.\/dist\/([\w-]+\/)*index\.d\.ts$/);
      expect(code).toBe(types.replace(/\.d\.ts$/, ".js"));
    }
  });

  it("needs exactly what its sources import", () => {
    const imported = sources.flatMap(importsOf).filter((name) => name !== manifest.name);
    const declared = Object.keys({ ...dependencies, ...peerDependencies });
    // A peer of a dependency has to be handed on: as a peer by a plugin, as a dependency by the preset.
    const handedOn = Object.keys(dependencies).flatMap((name) =>
      Object.keys(all.find((each) => each.manifest.name === name)?.manifest.peerDependencies ?? {}),
    );
    expect(sorted(declared)).toEqual(sorted([...imported, ...handedOn]));
  });

  it("takes every package of this repository in the version they share", () => {
    const ranges = { ...dependencies, ...peerDependencies, ...manifest.devDependencies };
    for (const [name, range] of Object.entries(ranges)) {
      expect(validRange(range), `${name}@${range}`).not.toBeNull();
      if (!names.has(name)) continue;
      const version = all.find((each) => each.manifest.name === name)?.manifest.version as string;
      expect(satisfies(version, range), `${name} ${version} in ${range}`).toBe(true);
    }
    expect(manifest.version).toBe(all[0]?.manifest.version);
  });

  it("has no note to self", () => {
    const note = new RegExp(["TO", "DO|FIX", "ME"].join(""));
    expect(sources.filter((source) => note.test(read(source)))).toEqual([]);
  });
});

describe.each(named(plugins))("plugin %s", (_folder, { manifest, sources }) => {
  it("takes the sdk as a peer, so that an app has one", () => {
    expect(Object.keys(manifest.peerDependencies ?? {})).toContain("@sluice/sdk");
    expect(Object.keys(manifest.dependencies ?? {})).not.toContain("@sluice/sdk");
  });

  it("imports no other plugin", () => {
    const others = plugins.map((plugin) => plugin.manifest.name);
    expect(sources.flatMap(importsOf).filter((name) => others.includes(name))).toEqual([]);
  });
});

it("the type mapping needs Arrow alone, and the core those two", () => {
  const needs = (name: string): string[] => {
    const found = all.find(({ manifest }) => manifest.name === name)?.manifest;
    return sorted(Object.keys({ ...found?.dependencies, ...found?.peerDependencies }));
  };
  expect(needs("@sluice/type-mapping")).toEqual(["apache-arrow"]);
  expect(needs("@sluice/sdk")).toEqual(["@sluice/type-mapping", "apache-arrow"]);
});

describe("the repository", () => {
  it("asks one version of a library everywhere", () => {
    const asked = new Map<string, Set<string>>();
    for (const { manifest } of all) {
      for (const [name, range] of Object.entries(manifest.peerDependencies ?? {})) {
        asked.set(name, (asked.get(name) ?? new Set()).add(range));
      }
    }
    expect([...asked].filter(([, ranges]) => ranges.size > 1)).toEqual([]);
  });

  it("names no package registry", () => {
    // In pieces, so that this file passes.
    const hosts = [
      ...["npmjs", "yarnpkg", "npmmirror"].flatMap((name) => [`registry.${name}.`, `${name}.com`]),
      ...["py" + "pi", "python" + "hosted"].flatMap((name) => [`${name}.org`, `files.${name}`]),
      ...["crates" + ".io", "proxy." + "golang", "sum." + "golang"],
      ...[
        "repo1." + "maven",
        "repo." + "maven",
        "maven" + "central",
        "deb." + "debian",
        "npm.pkg." + "github",
      ],
    ];
    const texts = files.filter((path) => !/\.(parquet|arrow|png|jpe?g|gz|zip|wasm)$/.test(path));
    const naming = texts.flatMap((path) => {
      const text = read(path).toLowerCase();
      return hosts.filter((host) => text.includes(host)).map((host) => `${path}: ${host}`);
    });
    expect(naming).toEqual([]);
  });

  it("keeps no registry's addresses in its lock file", () => {
    const resolved = Object.values(lock.packages).flatMap((each) => each.resolved ?? []);
    expect(resolved.filter((address) => !/^(packages\/|apps\/|(bench|examples)$)/.test(address))).toEqual([]);
  });

  // npm leaves out what the registry it asks does not have, and then npm ci refuses the lock file.
  it("locks the libraries of every platform", () => {
    const optional = Object.values(lock.packages).flatMap((each) =>
      Object.keys(each.optionalDependencies ?? {}),
    );
    const locked = new Set(Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, "")));
    expect(optional.filter((name) => !locked.has(name))).toEqual([]);
  });
});

function named(list: readonly Package[]): [string, Package][] {
  return list.map((each) => [each.folder, each]);
}

function sorted(list: readonly string[]): string[] {
  return [...new Set(list)].sort();
}
