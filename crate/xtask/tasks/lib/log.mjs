// What the tasks print: a line when a step begins, its time when it ends, a sign of life in between, a table at the end.

/** @type {{ name: string, seconds: number, outcome: string }[]} */
const steps = [];

export const say = (line = "") => console.log(line);

/** The error that ends a task with its message alone, without a stack. */
export class Stop extends Error {}

const seconds = (since) => (performance.now() - since) / 1000;

/** Runs one step; records how long it took and how it ended. An `action` that returns a text says how it ended. */
export async function step(name, action) {
  say(`==> ${name}`);
  const begun = performance.now();
  try {
    const result = await action();
    record(name, seconds(begun), typeof result === "string" ? result : "ok");
    return result;
  } catch (error) {
    record(name, seconds(begun), "FAILED");
    throw error;
  }
}

function record(name, took, outcome) {
  steps.push({ name, seconds: took, outcome });
  say(`    ${name}: ${outcome}, ${took.toFixed(1)} s`);
}

/** Prints a line every ten seconds until the returned function is called. */
export function signOfLife(what, detail = () => "") {
  const begun = performance.now();
  const timer = setInterval(() => {
    const more = detail();
    say(`    ${what}: ${seconds(begun).toFixed(0)} s so far${more ? `, ${more}` : ""}`);
  }, 10_000);
  timer.unref();
  return () => clearInterval(timer);
}

/** All steps with their seconds, and the sum of what passed since the process began. */
export function summary() {
  const width = Math.max(...steps.map((one) => one.name.length), 5);
  say();
  for (const one of steps) say(`${one.name.padEnd(width)}  ${one.seconds.toFixed(1).padStart(6)} s  ${one.outcome}`);
  say(`${"whole".padEnd(width)}  ${(performance.now() / 1000).toFixed(1).padStart(6)} s`);
}

/** Runs a task's main function; an error ends the process with a message and the code 1. */
export async function main(task) {
  try {
    await task();
  } catch (error) {
    console.error(`\nerror: ${error instanceof Stop ? error.message : (error?.stack ?? error)}`);
    process.exit(1);
  }
}
