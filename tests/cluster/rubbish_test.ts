import { loadNats } from "../../daemon/bridges/cluster/library.ts";
import { Peer, State } from "../../peer.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { NatsServer } from "../support/nats.ts";
import type { RuntimeName } from "../support/runtimes.ts";
import { seededRandom } from "../support/seeded_random.ts";
import { cannotRun, clusterName, memberArgs, View } from "./members.ts";

const encoder = new TextEncoder();

/** Entries of the log that no member writes. */
const ENTRIES = [
  "",
  "no JSON",
  "null",
  "[]",
  "{}",
  '{"m":1,"b":1}',
  '{"m":"x","b":1,"o":[null]}',
  '{"m":"x","b":1,"o":[{"k":"claim"}]}',
  '{"m":"x","b":-1,"o":{}}',
  `{"m":"x","b":1,"o":${"[".repeat(5000)}`,
  "\ud800".repeat(100),
];

/** Bytes at random, the same in each run. */
function randomBytes(random: () => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

for (const runtime of ["deno", "bun"] satisfies RuntimeName[]) {
  Deno.test({
    name: `${runtime}: rubbish on the subjects of a cluster ends no member`,
    ignore: cannotRun(runtime),
    async fn() {
      await using nats = await NatsServer.start();
      const name = clusterName();
      const args = memberArgs([nats], name);
      await using first = await HostedDaemon.start(runtime, { args });
      await using second = await HostedDaemon.start(runtime, { args });
      const peer = { reconnect: false };
      await using owner = await Peer.connect(first.url("tcp"), peer);
      await using client = await Peer.connect(second.url("tcp"), peer);
      const view = new View();
      await client.fetch({ path: { startsWith: "s" } }, view.take).ready;
      const state = await owner.add(new State("s", 0));
      await view.until("the state", () => view.states.get("s") === 0);

      const { connect } = await loadNats();
      const stranger = await connect({
        servers: [nats.url],
        name: "stranger",
        maxReconnectAttempts: 0,
        reconnectTimeWait: 100,
        pingInterval: 60_000,
        maxPingOut: 2,
        timeout: 5000,
      });
      const members = new Set<string>();
      stranger.subscribe(`jet.${name}.to.*.*`, {
        callback(_error, { subject }) {
          for (const part of subject.split(".").slice(3)) members.add(part);
        },
      });
      const random = seededRandom(13);
      for (let round = 1; round <= 20; round++) {
        stranger.publish(`jet.${name}.state`, randomBytes(random, round));
        for (const entry of ENTRIES) {
          stranger.publish(`jet.${name}.log`, encoder.encode(entry));
        }
        for (const to of members) {
          const subject = `jet.${name}.to.${to}.unknown`;
          stranger.publish(subject, randomBytes(random, 5 * round));
        }
        state.value = round;
        await view.until(
          `value ${round}`,
          () => view.states.get("s") === round,
        );
      }
      await client.add(new State("s2", 1));
      await view.until("the second", () => view.states.get("s2") === 1);
      await stranger.close();
    },
  });
}
