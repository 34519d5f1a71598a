// Starting other programs.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Stop, signOfLife } from "./log.mjs";

/** The repository, without a slash at its end. */
export const root = fileURLToPath(new URL("../../../../", import.meta.url)).replace(/[\\/]$/, "");

const windows = process.platform === "win32";

/**
 * Runs a program to its end and gives what it printed on standard output. `show: true` lets everything through as it comes;
 * otherwise the output is kept and shown only when the program fails.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, show?: boolean, what?: string }} [options]
 * @returns {Promise<string>}
 */
export function run(program, args, { cwd = root, env = {}, show = false, what = program } = {}) {
  return new Promise((resolve, reject) => {
    let all = "";
    let out = "";
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
      // npm is a script on Windows, which only a shell starts.
      shell: windows && program === "npm",
    });
    const lastLine = () =>
      all
        .trimEnd()
        .split(/[\r\n]/)
        .at(-1)
        ?.trim()
        .slice(0, 100) ?? "";
    const quiet = show ? () => {} : signOfLife(what, lastLine);
    child.stdout?.on("data", (chunk) => {
      out += chunk;
      all += chunk;
    });
    child.stderr?.on("data", (chunk) => {
      all += chunk;
    });
    child.on("error", (error) => {
      quiet();
      reject(error.code === "ENOENT" ? new Stop(`${program} was not found on the PATH`) : error);
    });
    child.on("close", (code, signal) => {
      quiet();
      if (code === 0) return resolve(out);
      if (!show) process.stderr.write(all);
      reject(new Stop(`${[program, ...args].join(" ")} ended with ${signal ?? code}`));
    });
  });
}

/** Whether a program runs at all, and what it answers; undefined when it does not. */
export async function answerOf(program, args) {
  return new Promise((resolve) => {
    let out = "";
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"] });
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.on("error", () => resolve(undefined));
    child.on("close", (code) => resolve(code === 0 ? out.trim() : undefined));
  });
}
