import { assert, assertEquals, assertRejects } from "@std/assert";
import { InvalidArgument } from "../../peer.ts";
import { withBrowser } from "../browser/browser.ts";
import { NO_BUN, onOneRuntime } from "../support/runtimes.ts";
import { Stage, until } from "./support.ts";

onOneRuntime("thermostat: a room is controlled", async (runtime) => {
  await using stage = await Stage.set(runtime);
  const room = await stage.start("thermostat/room.ts", ["attic"], runtime);
  await room.stdout.match(/^attic is on the bus$/);

  const peer = await stage.peer();
  await peer.set("house/attic/target", 30);
  await until<number>(peer, "house/attic/temperature", (now) => now > 18.5);
  for (const value of [31, "warm"]) {
    await assertRejects(
      () => peer.set("house/attic/target", value),
      InvalidArgument,
    );
  }

  const control = async (...args: string[]) => {
    const program = await stage.start("thermostat/control.ts", args, runtime);
    const { code } = await program.ended();
    return [code, ...program.stdout.all, ...program.stderr.all];
  };
  assertEquals(await control("attic", "21.3"), [0, "attic will have 21.5 °C"]);
  assertEquals(await control("attic", "99"), [1, "5 to 30 degrees"]);
  assertEquals(await control("attic", "boost", "60"), [
    0,
    "attic is boosted for 60 minutes",
  ]);
  await until<number>(peer, "house/attic/heating", (now) => now === 100);
  const list = await control();
  assert(list.includes("house/attic/target 21.5"), list.join("\n"));
}, { index: 1 });

withBrowser("thermostat: the dashboard shows all rooms", async (browser) => {
  await using stage = await Stage.set();
  // Bun takes the types away by other means than Deno.
  const url = await stage.serve("thermostat/dashboard.ts", [], "bun");
  const page = await browser.open(url);
  await page.until(`document.querySelector("#status.connected")`);
  await page.until(`!document.querySelector("#empty").hidden`);

  await stage.start("thermostat/room.ts", ["kitchen"]);
  const attic = await stage.start("thermostat/room.ts", ["attic"]);
  await page.until(`document.querySelectorAll(".card").length === 2`);
  await page.until(`/^1\\d\\.\\d °C/m.test(document.body.innerText)`);

  // The room on the left is whichever came first.
  const room = await page.evaluate(`document.querySelector("h2").textContent`);
  const peer = await stage.peer();
  const target = `house/${room}/target`;
  await page.type("[name=target]", "22.3");
  await page.until(`document.querySelector("[name=target]").value === "22.5"`);
  assertEquals(await until(peer, target, () => true), 22.5);
  await page.type("[name=target]", "40");
  await page.until(`/5 to 30 degrees/.test(document.body.innerText)`);
  assertEquals(
    await page.evaluate(`document.querySelector("[name=target]").value`),
    "22.5",
  );
  await peer.set(target, 19);
  await page.until(`document.querySelector("[name=target]").value === "19"`);

  await page.click("[name=boost]");
  await page.until(`document.querySelector("meter").value === 100`);
  await page.until(`/Boost \\d+ min/.test(document.body.innerText)`);
  await page.until(
    `document.querySelector("polyline").getAttribute("points").split(" ").length > 3`,
  );
  await page.screenshot("thermostat");

  // Unplugged: gone.
  attic.signal("SIGKILL");
  await page.until(`document.querySelectorAll(".card").length === 1`);
}, { ignore: NO_BUN });
