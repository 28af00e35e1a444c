/**
 * The examples with user interface frameworks, in a copy of the checkout with
 * their packages from npm, served and driven as a user would.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { InvalidArgument, State } from "../../peer.ts";
import { Program } from "../support/process.ts";
import { bunPath, NO_BUN, ROOT } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { withBrowser } from "../browser/browser.ts";
import { Stage } from "./support.ts";

/** What the pages import, beside npm's packages. */
const PARTS = [
  "peer.ts",
  "base",
  "peer",
  "protocol",
  "transport",
  "examples/style.css",
];

for (const framework of ["react", "preact"]) {
  withBrowser(`${framework}: rooms are shown and set`, async (browser) => {
    await using stage = await Stage.set();
    await using folder = await TemporaryFolder.create();
    const example = `examples/${framework}`;
    await Deno.mkdir(folder.path("examples"));
    for (const part of [...PARTS, example]) {
      const to = folder.path(part);
      const { success } = await new Deno.Command("cp", {
        args: ["-r", ROOT + part, to],
      }).output();
      assert(success, part);
    }
    const bun = await bunPath();
    const cwd = folder.path(example);
    const install = await new Deno.Command(bun, { args: ["install"], cwd })
      .output();
    assert(install.success, new TextDecoder().decode(install.stderr));

    await using server = Program.run(bun, ["index.html", "--port=0"], { cwd });
    const [, url] = await server.stdout.match(/(http:\/\/localhost:\d+\/)/);
    const owner = await stage.peer();
    const target = await owner.add(
      new State("house/hall/target", 20, {
        set(value) {
          if (value > 20.5) throw new InvalidArgument("too hot");
        },
      }),
    );
    const temperature = await owner.add(
      new State("house/hall/temperature", 19.4),
    );

    const daemon = encodeURIComponent(stage.daemon.url("websocket"));
    const page = await browser.open(`${url}?daemon=${daemon}`);
    const text = "document.body.innerText";
    await page.until(`${text}.includes("19.4 °C")`);
    await page.click("[name=up]");
    await page.until(`document.querySelector("output").value === "20.5"`);
    assertEquals(target.value, 20.5);
    await page.click("[name=up]");
    await page.until(`${text}.includes("too hot")`);
    temperature.value = 21;
    await page.until(`${text}.includes("21.0 °C")`);

    await owner.add(new State("house/attic/target", 5));
    await page.until(`document.querySelectorAll(".card").length === 2`);
    await target.remove();
    await page.until(`document.querySelectorAll(".card").length === 1`);
    await page.until(`!${text}.includes("°C") || !${text}.includes("hall")`);
  }, { ignore: NO_BUN });
}
