// Leaving out what was done already: a step is fresh when the content of its inputs is what it was at its last end.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "./run.mjs";

const folder = join(root, "target", "stamps");

/** Every file under a path, in a stable order. */
export function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .filter((name) => name !== "node_modules" && name !== ".git")
    .flatMap((name) => filesUnder(join(path, name)));
}

/** A digest over names and contents. Paths are relative to the repository. */
export function digest(paths) {
  const hash = createHash("sha256").update(process.version);
  for (const path of paths.flatMap((one) => filesUnder(join(root, one)))) {
    hash.update(`\0${relative(root, path)}\0`).update(readFileSync(path));
  }
  return hash.digest("hex");
}

/**
 * Runs `action` unless `inputs` are what they were and every one of `outputs` exists.
 * @returns {Promise<"ok" | "unchanged">}
 */
export async function unlessFresh(name, inputs, outputs, action) {
  const stamp = join(folder, name);
  const now = digest(inputs);
  const there = outputs.every((path) => existsSync(join(root, path)));
  if (there && existsSync(stamp) && readFileSync(stamp, "utf8") === now) return "unchanged";
  rmSync(stamp, { force: true });
  await action();
  mkdirSync(folder, { recursive: true });
  writeFileSync(stamp, now);
  return "ok";
}
