import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { fromDataUrl, InvalidArgument, Peer, TypedBytes } from "../../peer.ts";
import { onOneRuntime } from "../support/runtimes.ts";
import { withBrowser } from "../browser/browser.ts";
import { Stage } from "./support.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

onOneRuntime("camera: pictures are bytes, or data: URLs", async (runtime) => {
  await using stage = await Stage.set(runtime);
  const binary = `jetb://localhost:${stage.daemon.binaryPort}`;
  await stage.start("camera/camera.ts", ["roof", binary], runtime);

  await using viewer = await Peer.connect(binary);
  const seen: TypedBytes[] = [];
  for await (
    const { value } of viewer.fetch<TypedBytes>({
      path: "cameras/roof/picture",
    })
  ) {
    if (value !== undefined) seen.push(value);
    if (seen.length === 3) break;
  }
  const shot = await viewer.call<TypedBytes>("cameras/roof/shoot");
  for (const each of [...seen, shot]) {
    assertInstanceOf(each, TypedBytes);
    const { type, bytes } = each;
    assertEquals(type, "image/png");
    assertEquals([...bytes.slice(0, 8)], SIGNATURE);
  }

  const peer = await stage.peer();
  const [{ value }] = await peer.get({ path: "cameras/roof/picture" });
  assertEquals(fromDataUrl(String(value))?.type, "image/png");
  await peer.set("cameras/roof/rate", 25);
  await assertRejects(() => peer.set("cameras/roof/rate", 0), InvalidArgument);
  const [rate] = await viewer.get({ path: "cameras/roof/rate" });
  assertEquals(rate.value, 25);
}, { index: 1 });

withBrowser("camera: a page shows the live picture", async (browser) => {
  await using stage = await Stage.set();
  const page = await browser.open(await stage.serve("camera/viewer.ts"));
  await page.until(`!document.querySelector("#empty").hidden`);
  const binary = `jetb://localhost:${stage.daemon.binaryPort}`;
  const camera = await stage.start("camera/camera.ts", ["roof", binary]);
  await page.until(`document.querySelector("img").naturalWidth === 320`);
  const source = await page.evaluate(`document.querySelector("img").src`);
  await page.until(
    `document.querySelector("img").src !== ${JSON.stringify(source)} &&
      document.querySelector("img").naturalHeight === 180`,
  );
  const peer = await stage.peer();
  await peer.set("cameras/roof/rate", 10);
  await page.until(`document.querySelector("output").textContent === "10 / s"`);
  await page.screenshot("camera");
  camera.signal("SIGKILL");
  await page.until(`document.querySelector("img") === null`);
});
