/**
 * A page that connects by `wss://` in Chromium, which trusts one authority.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { createHash, X509Certificate } from "node:crypto";
import { Peer, State } from "../../peer.ts";
import { startPages } from "../browser/browser.ts";
import { NO_CHROMIUM } from "../browser/chromium.ts";
import { Authority, NO_OPENSSL } from "../support/certificates.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { RUNTIMES } from "../support/runtimes.ts";

/** The hash of an authority's key, as Chromium takes it. */
function keyHash(pem: string): string {
  const key = new X509Certificate(pem).publicKey;
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("base64");
}

Deno.test({
  name:
    "a page connects by wss where the browser trusts the authority, and nowhere else",
  ignore: NO_CHROMIUM || NO_OPENSSL,
  async fn() {
    await using stack = new AsyncDisposableStack();
    const trusted = stack.use(await Authority.create());
    const stranger = stack.use(await Authority.create());
    const start = async (runtime: typeof RUNTIMES[number], ca: Authority) => {
      const { cert, key } = await ca.certificate();
      // Chromium knows a key of the chain only if the chain is sent.
      await Deno.writeTextFile(cert, ca.pem, { append: true });
      const args = ["--no-gun", "--cert", cert, "--key", key];
      return stack.use(await HostedDaemon.start(runtime, { args }));
    };
    const pages = await startPages(
      stack,
      `--ignore-certificate-errors-spki-list=${keyHash(trusted.pem)}`,
    );
    const other = await start("deno", stranger);
    for (const runtime of RUNTIMES) {
      const daemon = await start(runtime, trusted);
      await using owner = new Peer(`tls://localhost:${daemon.port}`, {
        tls: { ca: trusted.pem },
      });
      const sets: unknown[] = [];
      await owner.add(
        new State<unknown>("lamp", "off", { set: (v) => void sets.push(v) }),
      );
      const page = await pages.open(
        `https://localhost:${daemon.wsPort}/healthz`,
      );
      const seen = await page.evaluate(`(async () => {
        const { Peer } = await import("/peer.js");
        const peer = await Peer.connect("wss://localhost:${daemon.wsPort}");
        const before = await peer.get("lamp");
        await peer.set("lamp", "on");
        await peer.close();
        const strange = new WebSocket("wss://localhost:${other.wsPort}", "jet");
        const end = await new Promise((resolve) => {
          strange.onopen = () => resolve("open");
          strange.onerror = () => resolve("refused");
        });
        return [before, isSecureContext, end];
      })()`);
      assertEquals(seen, ["off", true, "refused"], runtime);
      assertEquals(sets, ["on"]);
      const complaints = page.complaints.splice(0)
        .filter((text) => !text.includes("/favicon.ico"));
      assert(complaints.length > 0, "the refusal is one");
      for (const text of complaints) assertMatch(text, /ERR_CERT_AUTHORITY/);
    }
  },
});
