import { assertEquals } from "@std/assert";
import { BinaryClient, json, value } from "../support/binary_client.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { onOneRuntime } from "../support/runtimes.ts";
import { sharedBrowser } from "./browser.ts";
import { NO_CHROMIUM } from "./chromium.ts";
import { PeerPage } from "./peer_page.ts";

// Two pixels wide and one high.
const PNG = Uint8Array.fromBase64(
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAD0lEQVR4nGP4z8DwHwQBEPgD/U6VwW8AAAAASUVORK5CYII=",
);

const pagesOf = sharedBrowser();

onOneRuntime(
  "a PNG of a binary peer is a picture in a browser that fetches it",
  async (runtime) => {
    await using daemon = await HostedDaemon.start(runtime);
    await using camera = await BinaryClient.connect(daemon.binaryPort);
    await camera.do(1, "camera", value(6, PNG));
    await camera.do(1, "seen", json(null));
    await using page = new PeerPage((url) => `
      import { Peer } from "${url("peer.ts")}";
      const peer = await Peer.connect("${daemon.url("websocket")}");
      peer.fetch({ path: { equals: "camera" } }, async ({ value }) => {
        const image = new Image();
        image.src = value;
        await image.decode();
        await peer.set("seen", [image.naturalWidth, image.naturalHeight]);
      });
    `);
    await using pages = pagesOf();
    await pages.open(page.url);
    const request = await Promise.race([camera.message(), page.failed]);
    assertEquals(
      new TextDecoder().decode(request.slice(-5)),
      "[2,1]",
    );
  },
  { ignore: NO_CHROMIUM },
);
