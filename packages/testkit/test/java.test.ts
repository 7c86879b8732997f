import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findJava, javaMajorVersion } from "../src/stack/java.js";
import { temporaryFolder } from "./temporary-folder.js";

it("reads the major version of every style of java", () => {
  expect(javaMajorVersion('openjdk version "25.0.1" 2025-10-21 LTS')).toBe(25);
  expect(javaMajorVersion('openjdk version "24" 2025-03-18')).toBe(24);
  expect(javaMajorVersion('openjdk version "26-ea" 2026-03-17')).toBe(26);
  expect(javaMajorVersion('java version "1.8.0_402"')).toBe(8);
  expect(javaMajorVersion('Picked up JAVA_TOOL_OPTIONS: -Dx=1\nopenjdk version "17.0.9" 2023-10-17')).toBe(
    17,
  );
  expect(javaMajorVersion("Unable to locate a Java Runtime.")).toBeUndefined();
});

it("takes the first that is new enough: SLUICE_JAVA_HOME, JAVA_HOME, PATH, the usual folders", () => {
  const jdks = folder();
  const [old, own, home, path] = [
    jdk(jdks, "jdk-17", "17.0.1"),
    jdk(folder(), "own", "24.0.2"),
    jdk(folder(), "home", "25"),
    jdk(folder(), "path", "26"),
  ];
  const usual = jdk(jdks, "temurin-25", "25.0.1");
  const find = (environment: Record<string, string>) => findJava({ environment, minimum: 24, roots: [jdks] });
  expect(find({})).toEqual({ home: usual, command: join(usual, "bin/java"), major: 25 });
  expect(find({ PATH: join(path, "bin") })).toMatchObject({ home: path, major: 26 });
  expect(find({ PATH: join(path, "bin"), JAVA_HOME: home })).toMatchObject({ home });
  expect(find({ JAVA_HOME: home, SLUICE_JAVA_HOME: own })).toMatchObject({ home: own });
  expect(find({ JAVA_HOME: old, PATH: join(old, "bin") })).toMatchObject({ home: usual });
});

it("finds the homes inside macOS bundles, and skips folders that hold no JDK", () => {
  const root = folder();
  mkdirSync(join(root, "zz-notes"));
  const home = jdk(join(root, "temurin-25.jdk", "Contents"), "Home", "25.0.1");
  expect(findJava({ environment: {}, minimum: 24, roots: [join(root, "absent"), root] })).toMatchObject({
    home,
  });
});

it("says what it found instead", () => {
  const root = folder();
  const old = jdk(root, "jdk-17", "17.0.1");
  expect(findJava({ environment: {}, minimum: 24, roots: [root] })).toBe(`no JDK 24 or newer (${old} is 17)`);
  expect(findJava({ environment: {}, minimum: 24, roots: [] })).toBe("no JDK 24 or newer");
});

it("looks nowhere else when SLUICE_JAVA_HOME is set", () => {
  const root = folder();
  const old = jdk(folder(), "old", "17.0.1");
  jdk(root, "jdk-25", "25");
  expect(findJava({ environment: { SLUICE_JAVA_HOME: old }, minimum: 24, roots: [root] })).toBe(
    `no JDK 24 or newer in SLUICE_JAVA_HOME (${old}) (${old} is 17)`,
  );
});

it("takes none that is too new, or cannot compile, where that is asked", () => {
  const root = folder();
  const old = jdk(root, "jdk-17", "17.0.1");
  const recent = jdk(root, "jdk-25", "25.0.1");
  const find = (more: object) => findJava({ environment: {}, minimum: 11, roots: [root], ...more });
  expect(find({ maximum: 22 })).toMatchObject({ home: old });
  expect(find({ maximum: 16 })).toBe(`no JDK 11 to 16 (${recent} is 25, ${old} is 17)`);
  expect(find({ compiler: true })).toContain(`${recent} is 25 without javac`);
  writeFileSync(join(recent, "bin", "javac"), "");
  expect(find({ compiler: true })).toMatchObject({ home: recent });
  expect(find({ variable: "OLD", environment: { OLD: old } })).toMatchObject({ home: old });
});

const folder = () => temporaryFolder("java");

function jdk(root: string, name: string, version: string): string {
  const home = join(root, name);
  const java = join(home, "bin", "java");
  mkdirSync(join(home, "bin"), { recursive: true });
  writeFileSync(java, `#!/bin/sh\necho 'openjdk version "${version}" 2025-01-01' >&2\n`);
  chmodSync(java, 0o755);
  return home;
}
