// The golden vectors of the test suite: what each is about, and where its expected answer is from.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../../tests/golden/", import.meta.url));

export default function vectors() {
  const files = readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => ({ file, entries: JSON.parse(readFileSync(join(folder, file), "utf8")) }));
  const entries = files.flatMap((file) => file.entries);
  if (entries.some((entry) => !entry.about || !entry.source)) {
    throw new Error("a golden vector does not say what it is about, or where it is from");
  }
  return { files, count: entries.length };
}
