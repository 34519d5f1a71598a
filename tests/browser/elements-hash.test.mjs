// The state of each element in the page's address: set it, read the hash, open a new page with it, and the same is shown.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../lib/chromium.mjs";
import { settle, withPage } from "./elements-page.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const hashOf = (page) => page.evaluate(() => location.hash);
const set = (page, tag, fields) =>
  page.evaluate(([name, all]) => Object.assign(document.querySelector(name), all), [tag, fields]);
const text = (page, tag) =>
  page.evaluate(
    (name) =>
      [...document.querySelector(name).shadowRoot.children]
        // What is read out comes half a second later.
        .filter((one) => one.getAttribute("role") !== "status")
        .map((one) => one.textContent.replace(/\s+/g, " "))
        .join(" "),
    tag,
  );
/** Draws, and waits until the address has been written. */
const rest = async (page) => {
  await settle(page);
  await page.waitForTimeout(250);
};

const states = {
  "aksnet-sizing": [
    { nodes: 80, maxPods: 50, maxSurge: "33%", mode: "overlay", subnetPrefix: "10.1.0.0/24", netAppFiles: "basic" },
    "#aksnet-sizing?v=1&max-surge=33%25&mode=overlay&subnet-prefix=10.1.0.0/24&net-app-files=basic&nodes=80&max-pods=50",
  ],
  "aksnet-compare": [{ nodes: 70, mode: "kubenet" }, "#aksnet-compare?v=1&mode=kubenet&nodes=70"],
  "aksnet-capacity": [
    { mode: "overlay", podCidr: "10.244.0.0/18", subnetPrefix: "/26" },
    "#aksnet-capacity?v=1&mode=overlay&subnet-prefix=/26&pod-cidr=10.244.0.0/18",
  ],
  "aksnet-snat": [
    { nodes: 101, outboundType: "loadBalancer" },
    "#aksnet-snat?v=1&outbound-type=loadBalancer&nodes=101",
  ],
  "aksnet-growth": [{ nodes: 300, upTo: 500, mode: "overlay" }, "#aksnet-growth?v=1&mode=overlay&nodes=300&up-to=500"],
  "aksnet-address-space": [
    { ranges: "10.0.0.0/16, fd00::/48", demands: "a%2C b=20, c%3B=22" },
    "#aksnet-address-space?v=1&ranges=10.0.0.0/16,%20fd00::/48&demands=a%252C%20b%3D20,%20c%253B%3D22",
  ],
};

for (const [tag, [fields, expected]] of Object.entries(states)) {
  test(`${tag}: its state is in the hash, and comes back in a new page`, async () => {
    const body = `<${tag} in-hash></${tag}>`;
    let hash = "";
    let shown = "";
    await withPage(browser, body, {}, async (page, { errors }) => {
      await rest(page);
      assert.equal(await hashOf(page), "", "an untouched page keeps its address");
      const bare = await text(page, tag);
      await set(page, tag, fields);
      await rest(page);
      hash = await hashOf(page);
      assert.equal(hash, expected);
      shown = await text(page, tag);
      assert.notEqual(shown, bare);
      assert.equal(await page.evaluate(() => history.length), 2, "writing adds nothing to the history");
      assert.deepEqual(errors, []);
    });
    await withPage(browser, body, { hash }, async (page, { errors }) => {
      await rest(page);
      assert.equal(await text(page, tag), shown);
      assert.equal(await hashOf(page), hash);
      assert.deepEqual(errors, []);
    });
  });
}

test("a hash that is typed counts at once; an empty one leads back to what the page says; an anchor changes nothing", async () => {
  await withPage(browser, '<aksnet-snat in-hash nodes="20"></aksnet-snat>', {}, async (page) => {
    await settle(page);
    const nodes = () => page.locator("#nodes").inputValue();
    const go = async (hash) => {
      await page.evaluate((to) => {
        location.hash = to;
      }, hash);
      await rest(page);
    };
    await go("#aksnet-snat?v=1&nodes=700");
    assert.equal(await nodes(), "700");
    await go("#main");
    assert.equal(await nodes(), "700");
    await go("");
    assert.equal(await nodes(), "20");
    await go("#aksnet-snat?v=2&nodes=700");
    assert.equal(await nodes(), "20", "another version is left aside");
    await go("#aksnet-snat?v=1&nodes=%E0%A4%A");
    assert.equal(await page.locator("#nodes-wrong").count(), 1, "what is broken is refused with a reason");
  });
});

test("without in-hash the address of the page is nobody's but the page's", async () => {
  const body = '<aksnet-sizing id="s"></aksnet-sizing><aksnet-snat></aksnet-snat>';
  await withPage(browser, body, { hash: "#aksnet-snat?v=1&nodes=700" }, async (page) => {
    await rest(page);
    assert.equal(await page.locator("aksnet-snat #nodes").inputValue(), "50");
    await set(page, "aksnet-snat", { nodes: 60 });
    await rest(page);
    assert.equal(await hashOf(page), "#aksnet-snat?v=1&nodes=700");
  });
});

test("several elements go by id, or by tag and count", async () => {
  const body = `<aksnet-snat in-hash id="mine"></aksnet-snat><aksnet-snat in-hash class="b"></aksnet-snat>
    <aksnet-snat in-hash class="c"></aksnet-snat>`;
  const fields = async (page) => {
    await rest(page);
    return page.evaluate(() => [...document.querySelectorAll("aksnet-snat")].map(({ nodes }) => nodes));
  };
  let hash = "";
  await withPage(browser, body, {}, async (page) => {
    await settle(page);
    await set(page, "#mine", { nodes: 1 });
    await set(page, ".b", { nodes: 2 });
    await set(page, ".c", { nodes: 3 });
    assert.deepEqual(await fields(page), [1, 2, 3]);
    hash = await hashOf(page);
    assert.equal(hash, "#mine?v=1&nodes=1;aksnet-snat?v=1&nodes=2;aksnet-snat.2?v=1&nodes=3");
  });
  await withPage(browser, body, { hash }, async (page) => assert.deepEqual(await fields(page), [1, 2, 3]));
});

test("a whole request is in the hash; one that names a subscription is not", async () => {
  const body = "<aksnet-sizing in-hash></aksnet-sizing>";
  const request = (id) => ({
    cluster: {
      networkProfile: { networkPlugin: "azure" },
      agentPoolProfiles: [
        { name: "a", count: 7, maxPods: 40, vnetSubnetID: id },
        { name: "b", mode: "User", count: 9, maxPods: 60, vnetSubnetID: id },
      ],
    },
  });
  let hash = "";
  let shown = "";
  await withPage(browser, body, {}, async (page) => {
    await settle(page);
    await set(page, "aksnet-sizing", { request: request("nodes") });
    await rest(page);
    hash = await hashOf(page);
    shown = await text(page, "aksnet-sizing");
    const secret = "/subscriptions/00000000-0000-0000-0000-000000000000/subnets/nodes";
    await set(page, "aksnet-sizing", { request: request(secret) });
    await rest(page);
    assert.equal(await hashOf(page), "");
  });
  assert.match(hash, /^#aksnet-sizing\?v=1&request=/);
  await withPage(browser, body, { hash }, async (page) => {
    await rest(page);
    assert.equal(await text(page, "aksnet-sizing"), shown);
  });
});
