// `npm start`: installs what is needed, builds everything and serves the site. PORT sets the port to begin with.
import { join } from "node:path";
import { build } from "./build.mjs";
import { main, Stop, say, summary } from "./lib/log.mjs";
import { root } from "./lib/run.mjs";
import { serve } from "./lib/serve.mjs";

const wanted = process.env.PORT ?? "8080";

await main(async () => {
  const port = Number(wanted);
  if (!Number.isInteger(port) || port < 1 || port > 65_515)
    throw new Stop(`PORT is "${wanted}": give a number from 1 to 65515`);
  await build();
  const site = await serve(join(root, "target", "site"), { port });
  summary();
  if (site.port !== port) say(`\nPort ${port} is taken, so the next free one is used.`);
  say(`\nServing the site at ${site.url} (Ctrl+C ends it)`);
});
