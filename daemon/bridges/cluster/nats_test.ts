import { assertEquals, assertRejects } from "@std/assert";
import { natsMissing, NatsServer } from "../../../tests/support/nats.ts";
import { NatsTransport } from "./nats.ts";

Deno.test({
  name: "a server of NATS that takes too short messages only is refused",
  ignore: natsMissing,
  async fn() {
    await using nats = await NatsServer.start("max_payload: 1024");
    await assertRejects(
      () => NatsTransport.open({ servers: [nats.url] }, "d", 1_000, () => {}),
      Error,
      "its max_payload is 1024 bytes",
    );
  },
});

Deno.test({
  name: "what the login at NATS may not do is reported",
  ignore: natsMissing,
  async fn() {
    await using nats = await NatsServer.start(
      "authorization { users: [{ user: jet, password: secret, permissions: " +
        '{ publish: ["$JS.>", "_INBOX.>"], subscribe: ["_INBOX.>"] } }] }',
    );
    const server = nats.url.replace("//", "//jet:secret@");
    const report = Promise.withResolvers<string>();
    const transport = await NatsTransport.open(
      { servers: [server], name: "t" },
      "d",
      1_000,
      report.resolve,
    );
    transport.receive("m", () => {});
    assertEquals(
      await report.promise,
      'Permissions Violation for Subscription to "jet.t.to.m.*"',
    );
    await transport.close();
  },
});

Deno.test({
  name: "a lost connection to NATS fails with its reason",
  ignore: natsMissing,
  async fn() {
    const config = (password: string) =>
      `authorization { user: jet, password: ${password} }`;
    await using nats = await NatsServer.start(config("one"));
    const server = nats.url.replace("//", "//jet:one@");
    const transport = await NatsTransport.open(
      { servers: [server] },
      "d",
      1_000,
      () => {},
    );
    await nats.restart(config("two"));
    await assertRejects(
      () => transport.end(),
      Error,
      "no connection to NATS: Authorization Violation",
    );
    await transport.close();
  },
});
