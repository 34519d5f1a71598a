// <aksnet-address-space> in Chromium: the list, the map, the copies.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../lib/chromium.mjs";
import { settle, withPage } from "./elements-page.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const prefixes = (page) => page.locator(".demands td.prefix").allInnerTexts();
const names = (page) => page.locator(".demands input[id^=name]").evaluateAll((all) => all.map(({ value }) => value));
const state = (page) => page.evaluate(() => document.querySelector("aksnet-address-space").demands);
/** Which field has the focus. */
const focused = (page) =>
  page.evaluate(() => document.querySelector("aksnet-address-space").shadowRoot.activeElement?.id);

test("a bare element carves three subnets, the larger first, one behind the other", async () => {
  await withPage(browser, "<aksnet-address-space></aksnet-address-space>", {}, async (page, { errors }) => {
    await settle(page);
    assert.deepEqual(await names(page), ["prod", "test", "hub"]);
    assert.deepEqual(await prefixes(page), ["10.0.0.0/18", "10.0.64.0/19", "10.0.96.0/22"]);
    assert.deepEqual(errors, []);
  });
});

test("what is taken and on-premises stays clear, what has no room is said", async () => {
  const body = `<aksnet-address-space ranges="10.0.0.0/16" taken="10.0.0.0/18" on-premises="10.0.128.0/17" demands="a=18, b=/17">
    </aksnet-address-space>`;
  await withPage(browser, body, {}, async (page) => {
    await settle(page);
    assert.deepEqual(await prefixes(page), ["10.0.64.0/18", "No room"]);
    assert.match(await page.locator(".at-map .h").innerText(), /No room for b/);
    assert.equal(await page.locator(".finding.error code").first().innerText(), "demand-unplaced");
  });
});

test("the map is to scale: a quarter of the range at a quarter of the bar, in IPv6 too", async () => {
  const body =
    '<aksnet-address-space ranges="10.0.0.0/16, fd00:1::/56" taken="10.0.0.0/17" demands="a=18, b=58"></aksnet-address-space>';
  await withPage(browser, body, {}, async (page) => {
    await settle(page);
    const places = await page
      .locator(".placed")
      .evaluateAll((all) =>
        all.map((one) => [Number.parseFloat(one.getAttribute("x")), Number.parseFloat(one.getAttribute("width"))]),
      );
    // A /18 is a quarter of a /16, and begins behind the half that is taken; a /58 is a quarter of a /56
    assert.deepEqual(places, [
      [50, 25],
      [0, 25],
    ]);
    assert.match(
      await page.locator("svg.frame").first().getAttribute("aria-label"),
      /^10\.0\.0\.0\/16, to scale: 1 subnet placed/,
    );
  });
});

test("by keyboard: add with Enter, rename, change the length, remove", async () => {
  await withPage(browser, '<aksnet-address-space demands="a=18"></aksnet-address-space>', {}, async (page) => {
    await settle(page);
    await page.getByLabel("Name of subnet 1").focus();
    await page.keyboard.press("Enter");
    await settle(page);
    assert.equal(await focused(page), "name-1");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("b, the second");
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "length-1");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("19");
    await settle(page);
    assert.deepEqual(await prefixes(page), ["10.0.0.0/18", "10.0.64.0/19"]);
    assert.equal(await state(page), "a=18, b%2C the second=19");
    // Past "Split" to "Remove"; there is nothing behind this row to join it with.
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await settle(page);
    assert.deepEqual(await names(page), ["a"]);
    assert.equal(await focused(page), "name-0");
    await page.getByRole("button", { name: "Add a subnet" }).click();
    await settle(page);
    assert.deepEqual(await names(page), ["a", "subnet-2"]);
  });
});

test("a wrong entry is named at its field, the answer before it stays", async () => {
  await withPage(browser, '<aksnet-address-space demands="a=18"></aksnet-address-space>', {}, async (page) => {
    await settle(page);
    await page.locator("#ranges").fill("10.0.0.1/16");
    assert.match(await page.locator("#ranges-wrong").innerText(), /10\.0\.0\.0\/16/);
    assert.deepEqual(await prefixes(page), ["10.0.0.0/18"]);
    await page.locator("#ranges").fill("10.0.0.0/16");
    await page.locator("#length-0").fill("200");
    assert.equal(await page.locator("#length-0").getAttribute("aria-invalid"), "true");
    assert.match(await page.locator("#length-0-wrong").innerText(), /0 to 128/);
  });
});

test("copies: CSV, and commands whose words a shell takes as they are", async () => {
  const body = `<aksnet-address-space demands="plain=24" vnet-name="net 1"></aksnet-address-space>`;
  await withPage(browser, body, {}, async (page) => {
    await settle(page);
    await page.evaluate(() => {
      document.querySelector("aksnet-address-space").demands = 'it\'s "here"=24, plain=24';
    });
    await settle(page);
    assert.equal(
      await page.locator("#csv").inputValue(),
      'name,prefix\n"it\'s ""here""",10.0.0.0/24\nplain,10.0.1.0/24',
    );
    const [first, second] = (await page.locator("#commands").inputValue()).split("\n");
    const start = "az network vnet subnet create --resource-group my-group --vnet-name 'net 1' --name";
    assert.equal(first, `${start} 'it'\\''s "here"' --address-prefixes 10.0.0.0/24`);
    assert.equal(second, `${start} plain --address-prefixes 10.0.1.0/24`);
    await page.getByText("Copy as CSV and as commands").click();
    // The test's page is no secure context: the text is selected instead.
    await page.getByRole("button", { name: "Copy commands" }).click();
    await page.getByText("The text is selected.").first().waitFor();
    assert.equal(await focused(page), "commands");
  });
});

test("three hundred clusters: an answer for each, and the state comes back from its text", async () => {
  const demands = Array.from({ length: 300 }, (_, index) => `cluster-${index}=24`).join(", ");
  const body = `<aksnet-address-space ranges="10.0.0.0/15" demands="${demands}"></aksnet-address-space>`;
  await withPage(browser, body, {}, async (page) => {
    await settle(page);
    const found = await page.evaluate(() => {
      const { plan } = document.querySelector("aksnet-address-space");
      return [plan.placed.length, plan.placed[299].prefix];
    });
    // 299 = 256 + 43
    assert.deepEqual(found, [300, "10.1.43.0/24"]);
    await page.locator("#length-0").fill("23");
    await settle(page);
    assert.equal(await state(page), demands.replace("cluster-0=24", "cluster-0=23"));
  });
});

test("by keyboard: a subnet is split into halves, and the halves are joined again", async () => {
  const body = '<aksnet-address-space ranges="10.0.0.0/16" demands="prod=18, test=20"></aksnet-address-space>';
  await withPage(browser, body, {}, async (page, { errors }) => {
    await settle(page);
    const demands = () => page.evaluate(() => document.querySelector("aksnet-address-space").demands);
    await page.getByRole("button", { name: "Split prod into halves" }).focus();
    await page.keyboard.press("Enter");
    await settle(page);
    assert.equal(await demands(), "prod-1=19, prod-2=19, test=20");
    const placed = () => page.evaluate(() => document.querySelector("aksnet-address-space").plan.placed);
    // The halves of 10.0.0.0/18.
    assert.deepEqual(
      (await placed()).map(({ prefix }) => prefix),
      ["10.0.0.0/19", "10.0.32.0/19", "10.0.64.0/20"],
    );
    // Two of different lengths are not joined.
    assert.equal(await page.getByRole("button", { name: "Join prod-2 with test" }).isDisabled(), true);
    await page.getByRole("button", { name: "Join prod-1 with prod-2" }).focus();
    await page.keyboard.press("Enter");
    await settle(page);
    assert.equal(await demands(), "prod=18, test=20");
    assert.equal((await placed())[0].prefix, "10.0.0.0/18");
    assert.deepEqual(errors, []);
  });
});
