// A small static server for the built site, on this machine's own address only.
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, sep } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const types = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".xml": "application/xml; charset=utf-8",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".wasm": "application/wasm",
};
const compressible = new Set([".html", ".css", ".js", ".json", ".svg", ".txt", ".xml", ".wasm"]);

/** Serves a folder. Gives the address and a function that ends it. A port that is taken leads to the next one, twenty times. */
export async function serve(folder, { port = 8080 } = {}) {
  const answer = answerFrom(folder);
  for (let next = port; next < port + 20; next += 1) {
    const servers = await listen(answer, next);
    if (servers) {
      const { port: used } = servers[0].address();
      return {
        port: used,
        url: `http://localhost:${used}/`,
        close: () => Promise.all(servers.map((server) => new Promise((done) => closeNow(server, done)))),
      };
    }
  }
  throw new Error(`the ports ${port} to ${port + 19} are all taken: set PORT to another`);
}

function closeNow(server, done) {
  server.close(done);
  server.closeAllConnections();
}

/** Both addresses of localhost, so that no other server can answer on one of them; undefined when either is taken. */
async function listen(answer, port) {
  const servers = [];
  for (const host of ["127.0.0.1", "::1"]) {
    const server = createServer(answer);
    const used = servers[0]?.address().port ?? port;
    const error = await new Promise((resolve) => {
      server.once("error", resolve);
      server.listen(used, host, () => resolve(undefined));
    });
    if (error === undefined) servers.push(server);
    else if (error.code === "EADDRINUSE" || error.code === "EACCES") {
      for (const open of servers) closeNow(open);
      return undefined;
    } else if (host === "127.0.0.1") throw error;
    // A machine without IPv6 has no ::1; then localhost is 127.0.0.1 alone.
  }
  return servers;
}

function answerFrom(folder) {
  const kept = new Map();
  return (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") return plain(response, 405, "GET and HEAD only");
    const path = pathOf(request.url);
    if (path === undefined) return plain(response, 400, "not an address");
    const file = join(folder, path);
    if (file !== folder && !file.startsWith(folder.endsWith(sep) ? folder : folder + sep))
      return plain(response, 404, "not here");
    if (!isFolder(file)) return sendOr404(request, response, folder, file, kept);
    if (path.endsWith("/")) return sendOr404(request, response, folder, join(file, "index.html"), kept);
    response.writeHead(308, { Location: `${encodeURI(path)}/` });
    response.end();
  };
}

function pathOf(address) {
  try {
    return decodeURIComponent(new URL(address, "http://localhost").pathname);
  } catch {
    return undefined;
  }
}

const isFolder = (path) => existsSync(path) && statSync(path).isDirectory();

function sendOr404(request, response, folder, file, kept) {
  if (existsSync(file)) return send(request, response, 200, file, kept);
  const missing = join(folder, "404.html");
  if (existsSync(missing)) return send(request, response, 404, missing, kept);
  plain(response, 404, "not here");
}

function plain(response, status, text) {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });
  response.end(`${text}\n`);
}

function send(request, response, status, file, kept) {
  const extension = extname(file).toLowerCase();
  const head = {
    "Content-Type": types[extension] ?? "application/octet-stream",
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
  };
  const packed = compressible.has(extension) && /\bbr\b/.test(request.headers["accept-encoding"] ?? "");
  if (packed) {
    const changed = statSync(file).mtimeMs;
    let entry = kept.get(file);
    if (entry?.changed !== changed) {
      const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };
      entry = { changed, body: brotliCompressSync(readFileSync(file), options) };
      kept.set(file, entry);
    }
    response.writeHead(status, {
      ...head,
      "Content-Encoding": "br",
      "Content-Length": entry.body.length,
      Vary: "Accept-Encoding",
    });
    return response.end(request.method === "HEAD" ? undefined : entry.body);
  }
  response.writeHead(status, { ...head, "Content-Length": statSync(file).size });
  if (request.method === "HEAD") return response.end();
  createReadStream(file).pipe(response);
}
