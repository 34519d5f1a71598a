// Reads the golden cases, and asks the package.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../golden", import.meta.url));

function files(folder) {
  const found = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return entry.name.endsWith(".json") ? [path] : [];
  });
  if (found.length === 0) throw new Error(`no case in ${folder}`);
  return found.sort();
}

/** Every case, with the file it is in and a name to report it by. */
export function cases() {
  return files(root).flatMap((path) => {
    const file = relative(root, path);
    const list = JSON.parse(readFileSync(path, "utf8"));
    if (!Array.isArray(list) || list.length === 0) throw new Error(`${file} holds no case`);
    return list.map((one, index) => ({ ...one, file, name: `${file}[${index}] ${one.about}` }));
  });
}

/** What a function takes: most take the request as it is, inspect takes its parts. */
export const parameters = ({ ask }) =>
  ask.function === "inspect" ? [ask.request.environment, ask.request.assume] : [ask.request];

/** The answer, or the error as cases describe it. Anything but an AksnetError is thrown on. */
export function outcome(aksnet, one) {
  try {
    return { answer: aksnet[one.ask.function](...parameters(one)) };
  } catch (error) {
    if (!(error instanceof aksnet.AksnetError)) throw error;
    return { error: { code: error.code, message: error.message, field: error.field, help: error.help } };
  }
}
