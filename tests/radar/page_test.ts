import { assertEquals } from "@std/assert";
import { Daemon } from "../../daemon.ts";
import { State } from "../../peer.ts";
import { withBrowser } from "../browser/browser.ts";

withBrowser(
  "Radar shows the tree, and sets a state by its owner",
  async (pages) => {
    await using daemon = new Daemon({ name: "laboratory" });
    const [{ url }] = await daemon.listen({ wsPort: 0 });
    const origin = `http://127.0.0.1:${new URL(url).port}`;
    await using owner = daemon.peer();
    const level = await owner.add(
      new State("tank/level", 40, {
        set: (value: number) => ({ value: Math.round(value) }),
      }),
    );
    await owner.add(
      new State("tank/hostile <b>", "<img src=x onerror=alert(1)>"),
    );
    const page = await pages.open(`${origin}/radar/tree/tank/level`);
    await page.until('document.querySelector(".big").textContent === "40"');
    level.value = 41;
    await page.until('document.querySelector(".big").textContent === "41"');
    await page.type("#set-field", "42.4");
    await page.until('document.querySelector("[data-answer=taken]") !== null');
    assertEquals(level.value, 42);
    await page.until('document.querySelector(".big").textContent === "42"');
    await page.until(
      'document.querySelector("#tree").innerText.includes("<img")',
    );
    assertEquals(
      await page.evaluate('document.querySelectorAll("#tree img").length'),
      0,
    );
  },
);
