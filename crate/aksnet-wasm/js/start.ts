// Starting the WebAssembly module, once for all entries of the package.
import { initSync as startModule } from "./bindgen.js";
import { AksnetError } from "./error.js";

/** What a module can come from. A string is taken as an address. */
export type WasmSource = string | URL | Response | BufferSource | WebAssembly.Module;

let started = false;
let starting: Promise<void> | undefined;

/** Puts the check in front of a function that needs the module. */
export function guarded<F extends (...parameters: never[]) => unknown>(call: F): F {
  const checked = (...parameters: never[]): unknown => {
    if (!started) {
      throw new AksnetError(
        "not-initialised",
        "aksnet was asked before it was started",
        undefined,
        "await init() once before the first call; init() is cheap to call again",
      );
    }
    return call(...parameters);
  };
  return checked as F;
}

/** Starts the module that `compiled` gives, which is asked only when none runs yet. */
export function startNow(compiled: () => WebAssembly.Module): void {
  if (started) return;
  startModule({ module: compiled() });
  started = true;
}

/** Runs `load` unless the module runs or is on its way. A start that failed may be tried again. */
export function startOnce(load: () => Promise<WebAssembly.Module>): Promise<void> {
  if (started) return Promise.resolve();
  starting ??= load()
    .then((module) => startNow(() => module))
    .catch((error: unknown) => {
      starting = undefined;
      throw error;
    });
  return starting;
}

/** Compiles whatever a caller may hand over. */
export async function compile(source: WasmSource | Promise<WasmSource>): Promise<WebAssembly.Module> {
  const given = await source;
  if (given instanceof WebAssembly.Module) return given;
  if (typeof given === "string" || given instanceof URL) return compileResponse(await request(given));
  if (typeof Response !== "undefined" && given instanceof Response) return compileResponse(given);
  return translated(WebAssembly.compile(checkedBytes(given)));
}

/** Compiles at once, for `initSync`. */
export function compileNow(source: BufferSource | WebAssembly.Module): WebAssembly.Module {
  if (source instanceof WebAssembly.Module) return source;
  const bytes = checkedBytes(source);
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    throw notCompiled(error);
  }
}

async function request(address: string | URL): Promise<Response> {
  try {
    return await fetch(address);
  } catch (error) {
    throw new AksnetError(
      "unreachable-source",
      `${String(address)} could not be fetched: ${text(error)}`,
      "source",
      "in Node, read the file and pass its bytes: init(await readFile(new URL(…)))",
      error,
    );
  }
}

async function compileResponse(response: Response): Promise<WebAssembly.Module> {
  if (!response.ok) {
    throw new AksnetError(
      "unreachable-source",
      `${response.url || "the source"} answered ${response.status}`,
      "source",
      "the address of aksnet.wasm, which lies beside the package's scripts",
    );
  }
  // Streaming is refused for any other type, and by then the body is spent: so look first.
  const type = response.headers.get("Content-Type") ?? "";
  if (typeof WebAssembly.compileStreaming === "function" && /^application\/wasm\b/i.test(type)) {
    return translated(WebAssembly.compileStreaming(response));
  }
  return translated(WebAssembly.compile(checkedBytes(await response.arrayBuffer(), response.url)));
}

async function translated(compiling: Promise<WebAssembly.Module>): Promise<WebAssembly.Module> {
  try {
    return await compiling;
  } catch (error) {
    throw notCompiled(error);
  }
}

/** The bytes of a wasm module, or an error that says what arrived instead; a page of HTML is the usual case. */
function checkedBytes(source: unknown, address = ""): Uint8Array<ArrayBuffer> {
  const bytes = bytesOf(source);
  if (bytes === undefined) {
    throw new AksnetError(
      "invalid-type",
      `a WebAssembly module cannot be made of ${source === null ? "null" : typeof source}`,
      "source",
      "a URL, a Response, the bytes, or a WebAssembly.Module",
    );
  }
  if (bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d) return bytes;
  const head = new TextDecoder().decode(bytes.subarray(0, 24)).trim();
  const what = bytes.length === 0 ? "nothing" : head.startsWith("<") ? `a page of HTML ("${head}…")` : "something else";
  throw new AksnetError(
    "not-wasm",
    `${address || "the source"} holds ${what} where a WebAssembly module was expected`,
    "source",
    "the file aksnet/aksnet.wasm, served as it is",
  );
}

function bytesOf(source: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (!ArrayBuffer.isView(source)) return undefined;
  const { buffer, byteOffset, byteLength } = source;
  // A module cannot be compiled from shared memory: take a copy.
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer, byteOffset, byteLength);
  return Uint8Array.from(new Uint8Array(buffer, byteOffset, byteLength));
}

function notCompiled(error: unknown): AksnetError {
  const said = text(error);
  const policy = /unsafe-eval|content security policy|disallowed by embedder/i.test(said);
  return new AksnetError(
    "not-compiled",
    `the WebAssembly module was not compiled: ${said}`,
    undefined,
    policy ? "add 'wasm-unsafe-eval' to script-src in the page's content security policy" : undefined,
    error,
  );
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
