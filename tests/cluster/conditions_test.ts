/**
 * Conditions of a `set` at another member than the owner's.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { InvalidArgument, Peer, State } from "../../peer.ts";
import { onThree, View } from "./members.ts";

async function tagOf(url: string): Promise<string> {
  const response = await fetch(url, { method: "HEAD" });
  return response.headers.get("etag") ?? "";
}

async function untilTagged(url: string, tag: string): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if (await tagOf(url) === tag) return;
  }
  throw new Error(`${url} never has the tag ${tag}`);
}

async function put(url: string, body: string, tag: string): Promise<number> {
  const headers = { "Content-Type": "application/json", "If-Match": tag };
  const response = await fetch(url, { method: "PUT", body, headers });
  await response.body?.cancel();
  return response.status;
}

onThree(
  "the entity tag of a state is the same at all, and compared at all",
  ["deno", "bun", "deno"],
  async (peers, daemons) => {
    const [owner, other] = peers;
    const urls = daemons.map((daemon) =>
      `http://127.0.0.1:${daemon.wsPort}/v1/states/`
    );
    // Revisions of the members differ.
    for (const path of ["x/1", "x/2", "x/3"]) {
      await other.add(new State(path, 1));
    }
    const state = await owner.add(
      new State<number>("s", 1, { set: () => undefined }),
    );
    // The owner's member may know it before the others.
    for (const peer of peers) {
      const view = new View();
      await peer.fetch({ path: { equals: "s" } }, view.take).ready;
      await view.until("the state", () => view.states.has("s"));
    }
    for (let round = 0; round < 2; round++) {
      for (const url of urls) {
        // What another member shows may be older by some milliseconds.
        const fresh = await tagOf(`${urls[0]}s`);
        await untilTagged(`${url}s`, fresh);
        // Each `set` is a change, so the tag holds once.
        const statuses = [
          await put(`${url}s`, "2", fresh),
          await put(`${url}s`, "3", fresh),
        ];
        assertEquals(statuses, [204, 412]);
      }
      const before = await tagOf(`${urls[1]}s`);
      state.value = 10 + round;
      for (const url of urls) {
        assertEquals(await put(`${url}s`, "4", before), 412);
        // A tag that no member gives.
        assertEquals(await put(`${url}s`, "4", '"x-99999"'), 412);
      }
    }
    assertEquals(state.value, 11);
  },
);

onThree(
  "of sets at different members with one tag of a kept state exactly one is done",
  ["deno", "deno", "bun"],
  async ([first], daemons) => {
    const urls = daemons.map((daemon) =>
      `http://127.0.0.1:${daemon.wsPort}/v1/states/kept/count`
    );
    await first.set("kept/count", 0);
    for (let round = 1; round <= 3; round++) {
      const tag = await tagOf(urls[round % 3]);
      const statuses = await Promise.all(
        Array.from(
          { length: 12 },
          (_, i) => put(urls[i % 3], `${round * 100 + i}`, tag),
        ),
      );
      assertEquals(statuses.filter((status) => status === 204).length, 1);
      const [value] = await first.get<number>({
        path: { equals: "kept/count" },
      });
      assertEquals(value.value, round * 100 + statuses.indexOf(204));
    }
  },
  (member) =>
    member === 0 ? ["--keep", "kept/#", "--keep-file", ":memory:"] : [],
);

onThree(
  "an entry's source is a condition at every member, in all dialects",
  ["deno", "deno", "deno"],
  async ([owner, client], daemons) => {
    await using binary = await Peer.connect(
      `jetb://127.0.0.1:${daemons[2].binaryPort}`,
    );
    const state = await owner.add(
      new State<number>("c", 1, { set: () => undefined }),
    );
    const rules = { path: { equals: "c" }, times: true } as const;
    const [own] = await owner.get(rules);
    assertEquals(own.source, undefined);
    const { epoch } = await owner.info();
    assert(epoch !== undefined);
    const other = { revision: own.revision ?? 0, epoch };
    for (const peer of [client, binary]) {
      const [{ source }] = await peer.get(rules);
      assertEquals(source, other);
    }
    // Read at one, used at another one.
    await client.set("c", 2, { if: other });
    for (const peer of [owner, client, binary]) {
      await assertRejects(
        () => peer.set("c", 3, { if: other }),
        InvalidArgument,
        "changed",
      );
    }
    const [{ source }] = await binary.get(rules);
    assert(source !== undefined && source.revision > other.revision);
    await client.set("c", 4, { if: source });
    const [now] = await client.get(rules);
    // An epoch of no member.
    await assertRejects(
      () => client.set("c", 5, { if: { ...source, epoch: "no" } }),
      InvalidArgument,
    );
    // The revision of the member that is asked, with its epoch.
    const here = (await client.info()).epoch;
    await client.set("c", 6, {
      if: { revision: now.revision ?? 0, epoch: here },
    });
    assertEquals(state.value, 6);
  },
);
