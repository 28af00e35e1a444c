/**
 * The page that tries the API for HTTP.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ROUTES } from "../../daemon/api/api.ts";
import { openApi } from "../../daemon/api/openapi.ts";
import { Daemon, UserStore } from "../../daemon.ts";
import { State } from "../../peer.ts";
import {
  authorizationOf,
  curlOf,
  operationsOf,
  prepare,
} from "../../radar/explore/document.ts";
import { withBrowser } from "../browser/browser.ts";

const OPERATIONS = operationsOf(openApi(ROUTES, { name: "x", version: "1" }));

function operation(id: string) {
  const found = OPERATIONS.find((one) => one.id === id);
  assert(found);
  return found;
}

Deno.test("each route has a form, and a command that a shell takes as it is", () => {
  assertEquals(
    OPERATIONS.map(({ id }) => id).sort(),
    ROUTES.map(({ id }) => id).sort(),
  );
  const set = prepare(
    operation("setState"),
    { "path path": "a b/ü?/'x'", "query timeout": "3", body: '{"a": "b\'c"}' },
    authorizationOf("", "jet_1"),
  );
  assertEquals(set.target, "/v1/states/a%20b/%C3%BC%3F/'x'?timeout=3");
  assertEquals(
    curlOf(set, "http://h:1"),
    `curl -X PUT -H 'Authorization: Bearer jet_1' -H 'Content-Type: application/json' --data-binary '{"a": "b'\\''c"}' 'http://h:1/v1/states/a%20b/%C3%BC%3F/'\\''x'\\''?timeout=3'`,
  );
  const dots = prepare(operation("getState"), { "path path": "a/.." }, "");
  assertEquals(dots.target, "/v1/states/?path=a%2F..");
});

withBrowser(
  "the page sends requests as a user, copies them and follows a stream",
  async (pages) => {
    const users = UserStore.memory({ cost: 2 });
    await users.addUser("joe", "pw", ["a"]);
    await using daemon = new Daemon({ users, name: "laboratory" });
    const [{ url }] = await daemon.listen({ wsPort: 0 });
    const origin = `http://127.0.0.1:${new URL(url).port}`;
    await using owner = daemon.peer({ user: "joe", password: "pw" });
    const access = { fetchGroups: ["a"], setGroups: ["a"] };
    const level = await owner.add(
      new State("tank/level", 40, {
        access,
        set: (value: number) => ({ value: Math.round(value) }),
      }),
    );
    const page = await pages.open(`${origin}/v1/`);
    await page.until('document.querySelectorAll("details[id]").length > 4');
    const fill = (selector: string, text: string) =>
      page.evaluate(`(() => {
      const field = document.querySelector(${JSON.stringify(selector)});
      field.value = ${JSON.stringify(text)};
      for (const type of ["input", "change"]) {
        field.dispatchEvent(new Event(type, { bubbles: true }));
      }
    })()`);
    await fill("input[autocomplete=username]", "joe");
    await fill("input[type=password]", "pw");
    await page.evaluate('document.querySelector("#setState").open = true');
    await fill("#setState-path-path", "tank/level");
    await fill("#setState-body", "42.4");
    await page.click("#setState button.primary");
    await page.until(
      'document.querySelector("#setState [data-status=\\"200\\"] pre").textContent === "42"',
    );
    assertEquals(level.value, 42);
    await page.evaluate(
      'document.querySelector("#setState").open = false; document.querySelector("#getState").open = true;',
    );
    await fill("#getState-path-path", "tank/none");
    await page.click("#getState button.primary");
    await page.until(
      'document.querySelector("#getState [data-status=\\"404\\"] pre").textContent.includes("notFound")',
    );
    // The browser notes the status of the answer.
    assertEquals(page.complaints.splice(0).length, 1);
    await page.screenshot("explore");
    await page.cdp("Emulation.setDeviceMetricsOverride", {
      width: 390,
      height: 800,
      deviceScaleFactor: 2,
      mobile: true,
    });
    await page.screenshot("explore-phone");
    assertEquals(
      await page.evaluate("document.documentElement.scrollWidth <= innerWidth"),
      true,
    );
    await page.cdp("Emulation.clearDeviceMetricsOverride");
    await page.evaluate(
      'document.querySelector("#getState").open = false; document.querySelector("#fetch").open = true;',
    );
    await page.evaluate(
      'document.querySelector("#fetch .explore-more").open = true',
    );
    await fill("#fetch-query-startsWith", "tank/");
    await fill("#fetch-accept", "application/x-ndjson");
    await page.click("#fetch button.primary");
    await page.until(
      'document.querySelector("#fetch pre").textContent.includes("ready")',
    );
    level.value = 77;
    await page.until(
      'document.querySelector("#fetch pre").textContent.includes("77")',
    );
    await page.click(
      "#fetch .chips .btn:nth-child(2)",
    );
    await page.until(
      'document.querySelector("#fetch .chips .btn:nth-child(2)").disabled',
    );
  },
);

Deno.test("the page has a strict policy; programs get the advice of the API", async () => {
  await using daemon = new Daemon();
  const [{ url }] = await daemon.listen({ wsPort: 0 });
  const base = `http://127.0.0.1:${new URL(url).port}/v1/`;
  const page = await fetch(base, { headers: { accept: "text/html" } });
  const policy = page.headers.get("content-security-policy") ?? "";
  assertStringIncludes(policy, "default-src 'none'");
  assert(!policy.includes("unsafe"));
  assertStringIncludes(await page.text(), "/radar/explore-");
  const program = await fetch(base);
  assertEquals(program.status, 404);
  assertStringIncludes((await program.json()).detail, "/openapi.json");
});
