// The library as embed.js has it: the sizing model inside, the others in embed-models.js beside it, loaded when first asked for.
import base64 from "../../../target/bindgen-sizing/aksnet.wasm";
import { decoded } from "./decode.ts";
import { useWhole } from "./embed-faces.ts";
import type { EmbedModels } from "./embed-models.ts";
import { AksnetError } from "./error.js";
import { compile, compileNow, startNow, startOnce } from "./start.ts";

export * from "./api.ts";

/** Where this script came from; only while it is first run does the page tell. */
const address = (globalThis.document?.currentScript as HTMLScriptElement | null | undefined)?.src ?? "";

let loading: Promise<EmbedModels> | undefined;

/** Starts the sizing model, which is inside of this file. */
export const initSizing = (): Promise<void> => startOnce(() => compile(decoded(base64)));

/** Starts everything; idempotent. */
export async function init(source?: unknown): Promise<void> {
  refuse(source);
  await Promise.all([initSizing(), models()]);
}

/** Starts the sizing model at once. The others come over the network, and so with `init` alone. */
export function initSync(source?: unknown): void {
  refuse(source);
  startNow(() => compileNow(decoded(base64)));
}

function refuse(source: unknown): void {
  if (source === undefined) return;
  throw new AksnetError(
    "invalid-value",
    "embed.js brings its own modules",
    "source",
    'no source; "aksnet/slim" takes one',
  );
}

/** What embed-models.js brings, started. A load that failed may be tried again. */
export function models(): Promise<EmbedModels> {
  loading ??= script()
    .then(async (brought) => {
      await brought.start();
      useWhole(brought.glue);
      return brought;
    })
    .catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
  return loading;
}

function script(): Promise<EmbedModels> {
  const page = globalThis as { aksnetModels?: EmbedModels };
  return new Promise((done, failed) => {
    // A page that has both scripts in itself needs no address.
    if (page.aksnetModels) return done(page.aksnetModels);
    const missing = (why: string) =>
      failed(
        new AksnetError(
          "unreachable-source",
          why,
          "source",
          "put embed-models.js beside embed.js, from the same release",
        ),
      );
    if (!address) return missing("embed.js does not know where it came from, so it cannot find embed-models.js");
    const url = address.replace(/embed\.js(?=$|[?#])/, "embed-models.js");
    if (url === address)
      return missing(`${address} is not called embed.js, so embed-models.js cannot be found beside it`);
    const tag = document.createElement("script");
    tag.onload = () =>
      page.aksnetModels ? done(page.aksnetModels) : missing(`${url} is not the file that it should be`);
    tag.onerror = () => {
      tag.remove();
      missing(`${url} could not be loaded`);
    };
    try {
      tag.src = trusted(url) as string;
    } catch (error) {
      return missing(`the policy of this page does not let ${url} be loaded: ${String(error)}`);
    }
    document.head.append(tag);
  });
}

interface Policy {
  createScriptURL(url: string): unknown;
}

let policy: Policy | undefined;

/** Pages that ask for Trusted Types take an address from a policy alone, and a policy of one name once. */
function trusted(url: string): unknown {
  const { trustedTypes } = globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } };
  if (!trustedTypes) return url;
  policy ??= trustedTypes.createPolicy("aksnet", { createScriptURL: (own) => own });
  return policy.createScriptURL(url);
}
