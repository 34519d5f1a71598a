// `npm run bench`: sizes against their budget, the speed of planSizing, races of address plans, overlaps, routes, policies, security groups and traces, and Lighthouse's
// performance of the landing page. `--record` keeps the sizes as the new record. Only sizes and wrong answers can fail: times hang
// on what else the machine does.
import { loadavg } from "node:os";
import { build } from "../crate/xtask/tasks/build.mjs";
import { installBrowser } from "../crate/xtask/tasks/lib/browser.mjs";
import { main, Stop, say } from "../crate/xtask/tasks/lib/log.mjs";

const goals = { microseconds: 150, performance: 95 };

await main(async () => {
  await build();
  const { checkSizes } = await import("./sizes.mjs");
  say("\nsizes");
  const faults = await checkSizes({ record: process.argv.includes("--record") });

  const { init } = await import("../pkg/dist/index.js");
  const { race } = await import("./sizing.mjs");
  await init();
  say(`\nspeed (Node ${process.versions.node}, load ${loadavg()[0].toFixed(1)})`);
  const { library, objects } = race();
  say(
    `planSizing of ten pools    ${library.toFixed(1).padStart(7)} µs of processor a call, median of rounds; the goal is ${goals.microseconds}`,
  );
  say(`the sum on plain objects   ${objects.toFixed(2).padStart(7)} µs, a ratio of ${Math.round(library / objects)}`);

  const { races } = await import("./race-address-space.mjs");
  await races();
  const { routeRaces } = await import("./race-routes.mjs");
  await routeRaces();
  const { httpRaces } = await import("./race-http.mjs");
  httpRaces();
  const { policyRaces } = await import("./race-policy.mjs");
  await policyRaces();
  const { nsgRace } = await import("./race-nsg.mjs");
  await nsgRace();
  const { flowRace } = await import("./race-flow.mjs");
  await flowRace();

  say("\npage");
  await installBrowser();
  const { site } = await import("../tests/lib/chromium.mjs");
  const { audit } = await import("../tests/lib/lighthouse.mjs");
  const served = await site();
  try {
    const { scores, lost } = await audit(served.url, ["performance", "accessibility", "best-practices", "seo"]);
    for (const [name, score] of Object.entries(scores)) say(`${name.padEnd(26)} ${String(score).padStart(7)} of 100`);
    if (scores.performance < goals.performance)
      say(`performance is under ${goals.performance}:\n  ${lost.join("\n  ")}`);
  } finally {
    await served.close();
  }
  if (faults.length > 0) throw new Stop(`over budget:\n  ${faults.join("\n  ")}`);
});
