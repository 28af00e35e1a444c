import { assertEquals, assertRejects } from "@std/assert";
import { VirtualClock } from "../../../testing/clock.ts";
import {
  type ConsumerManager,
  LeaderReader,
  nanosecondsOf,
} from "./leader_reader.ts";
import type { JetStream, StreamMessage } from "./library.ts";

/** A stream of three entries at three servers; consumers are made at them in turn. */
class Servers implements ConsumerManager, Pick<JetStream, "consumers"> {
  leader: string | undefined = "n2";
  /** Servers at which consumers are never made. */
  readonly lost: Set<string> = new Set();
  /** Whether no server makes a consumer. */
  isElecting = false;
  /** Whether no server gives a single message. */
  isMute = false;
  /** Consumers that are there, and where. */
  readonly there: Map<string, string> = new Map();
  length = 3;
  readonly read: string[] = [];
  readonly clock = new VirtualClock();
  readonly reader = new LeaderReader(
    { consumers: this.#reading() },
    this,
    "s",
    1,
    this.clock,
    {
      entry: ({ bytes, sequence, time }) =>
        this.read.push(`${sequence} ${bytes[0]} ${time}`),
      lost: (reason) => this.read.push(reason),
    },
  );
  deliver: (message: StreamMessage) => void = () => {};
  #made = 0;

  readonly streams: ConsumerManager["streams"] = {
    add: () => Promise.reject(new Error("there is one")),
    info: () =>
      Promise.resolve({
        config: { storage: "memory", num_replicas: 3 },
        state: { last_seq: this.length, last_ts: "" },
        cluster: { leader: this.leader, replicas: [] },
      }),
    getMessage: (_stream, { seq }) =>
      this.isMute ? Promise.reject(new Error("unavailable")) : Promise.resolve(
        seq > this.length ? null : {
          seq,
          data: Uint8Array.of(seq),
          time: new Date(seq),
          timestamp: `1970-01-01T00:00:00.00${seq}9Z`,
        },
      ),
  };
  readonly consumers: ConsumerManager["consumers"] & JetStream["consumers"] = {
    ...this.#reading(),
    add: (_stream, config) => {
      if (this.isElecting) return Promise.reject(new Error("no leader"));
      const number = this.#made++;
      const leader = `n${number % 3}`;
      if (this.lost.has(leader)) return new Promise(() => {});
      const name = `c${number}`;
      this.there.set(name, leader);
      return Promise.resolve({ name, config, cluster: { leader } });
    },
    delete: (_stream, name) => Promise.resolve(this.there.delete(name)),
  };

  #reading(): JetStream["consumers"] {
    return {
      getConsumerFromInfo: () => ({
        consume: ({ callback }) => {
          this.deliver = callback;
          return Promise.resolve({
            stop: () => {},
            closed: () => new Promise(() => {}),
          });
        },
      }),
    };
  }

  /** A consumer delivers an entry. */
  give(seq: number): void {
    const info = { timestampNanos: seq * 1e6 };
    this.deliver({ seq, data: Uint8Array.of(seq), info });
  }

  async pass(ms: number): Promise<void> {
    await this.clock.passSettled(ms, async () => {
      for (let i = 0; i < 20; i++) await Promise.resolve();
    });
  }
}

Deno.test("the log is read at the leader, no other consumer is left", async () => {
  const servers = new Servers();
  await servers.reader.start();
  await servers.pass(1);
  assertEquals([...servers.there.values()], ["n2"]);
  servers.give(1);
  servers.give(2);
  assertEquals(servers.read, ["1 1 1", "2 2 2"]);
  servers.reader.stop();
  await servers.pass(1);
  assertEquals(servers.there.size, 0);
});

Deno.test("a server that makes no consumer holds nothing up", async () => {
  const servers = new Servers();
  servers.lost.add("n0");
  servers.leader = "n1";
  await servers.reader.start();
  assertEquals([...servers.there.values()].includes("n1"), true);
  servers.reader.stop();
});

Deno.test("entries are asked for one by one while no server makes a consumer", async () => {
  const servers = new Servers();
  servers.isElecting = true;
  await servers.reader.start();
  await servers.pass(100);
  assertEquals(servers.read, ["1 1 1", "2 2 2", "3 3 3"]);
  servers.length = 4;
  await servers.pass(100);
  assertEquals(servers.read.at(-1), "4 4 4");

  servers.isElecting = false;
  await servers.pass(1_000);
  assertEquals([...servers.there.values()], ["n2"]);
  servers.length = 5;
  await servers.pass(100);
  assertEquals(servers.read.length, 4);
  for (const seq of [3, 4, 5]) servers.give(seq);
  assertEquals(servers.read.slice(4), ["5 5 5"]);
  servers.reader.stop();
});

Deno.test("what comes after a silence counts if the server still leads", async () => {
  const servers = new Servers();
  await servers.reader.start();
  servers.give(1);
  await servers.pass(2_500);
  servers.leader = undefined;
  servers.give(2);
  servers.give(3);
  await servers.pass(1_000);
  assertEquals(servers.read, ["1 1 1"]);
  servers.leader = "n2";
  await servers.pass(200);
  assertEquals(servers.read, ["1 1 1", "2 2 2", "3 3 3"]);
  servers.length = 5;
  await servers.pass(2_500);
  servers.leader = "n1";
  servers.give(4);
  servers.give(5);
  await servers.pass(200);
  assertEquals(servers.read.slice(3), ["n2 does not lead"]);
});

Deno.test("reading has not begun where nothing can be read", async () => {
  const servers = new Servers();
  servers.isElecting = true;
  servers.isMute = true;
  await assertRejects(() => servers.reader.start(), Error, "unavailable");
  servers.isElecting = servers.isMute = false;
  await servers.pass(2_000);
  assertEquals([servers.there.size, servers.read.length], [0, 0]);
});

Deno.test("where deliveries were lost the log is read anew, older ones may be gone", async () => {
  const servers = new Servers();
  await servers.reader.start();
  servers.give(2);
  servers.give(4);
  servers.give(5);
  assertEquals(servers.read, ["2 2 2", "entries were lost"]);
});

Deno.test("without a leader the log is not read", async () => {
  const servers = new Servers();
  servers.leader = undefined;
  await assertRejects(() => servers.reader.start(), Error, "no leader");
});

Deno.test("the time of an entry is the same by either way", () => {
  const message = { seq: 1, data: new Uint8Array(), time: new Date() };
  const of = (timestamp: string) => nanosecondsOf({ ...message, timestamp });
  assertEquals(of("2026-11-29T14:41:41.186123456Z"), 1795963301186123456);
  assertEquals(of("2026-11-29T14:41:41.5Z"), 1795963301500000000);
  assertEquals(of("2026-11-29T14:41:41Z"), 1795963301000000000);
});
