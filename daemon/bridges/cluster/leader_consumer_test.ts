import { assertEquals, assertRejects } from "@std/assert";
import { consumerAtLeader, type ConsumerManager } from "./leader_consumer.ts";

/** A stream at three servers; consumers are made at them in turn. */
class Servers implements ConsumerManager {
  readonly there: Set<string> = new Set();
  leader: string | undefined = "n2";
  /** Servers at which consumers are never made. */
  readonly lost: Set<string> = new Set();
  #made = 0;

  readonly streams: ConsumerManager["streams"] = {
    add: () => Promise.reject(new Error("there is one")),
    info: () =>
      Promise.resolve({
        config: { storage: "memory", num_replicas: 3 },
        state: { last_seq: 1, last_ts: "" },
        cluster: { leader: this.leader, replicas: [] },
      }),
    getMessage: () => Promise.resolve(null),
  };
  readonly consumers: ConsumerManager["consumers"] = {
    add: (_stream, config) => {
      const number = this.#made++;
      const leader = `n${number % 3}`;
      if (this.lost.has(leader)) return new Promise(() => {});
      const name = `c${number}`;
      this.there.add(name);
      return Promise.resolve({ name, config, cluster: { leader } });
    },
    delete: (_stream, name) => Promise.resolve(this.there.delete(name)),
  };
}

Deno.test("the log is read at the leader, no other consumer is left", async () => {
  const servers = new Servers();
  const { name, cluster } = await consumerAtLeader(servers, "s", 1);
  assertEquals(cluster?.leader, "n2");
  await Promise.resolve();
  assertEquals([...servers.there], [name]);
});

Deno.test("a server that makes no consumer holds nothing up", async () => {
  const servers = new Servers();
  servers.lost.add("n0");
  servers.leader = "n1";
  const { cluster } = await consumerAtLeader(servers, "s", 1);
  assertEquals(cluster?.leader, "n1");
});

Deno.test("without a leader the log is not read", async () => {
  const servers = new Servers();
  servers.leader = undefined;
  await assertRejects(() => consumerAtLeader(servers, "s", 1), Error, "leader");
  servers.leader = "n9";
  await assertRejects(() => consumerAtLeader(servers, "s", 1), Error, "n9");
  assertEquals([...servers.there], []);
});
