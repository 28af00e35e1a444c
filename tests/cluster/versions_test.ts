/**
 * Members of an earlier and of a later version: one daemon beside a member whose
 * bytes are written here.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { systemClock } from "../../base/system_clock.ts";
import { Turns } from "../../base/turns.ts";
import { Channel } from "../../cluster/channel.ts";
import { MAX_OPERATIONS } from "../../cluster/entries.ts";
import { Kind, writeNotes } from "../../cluster/messages.ts";
import { NatsTransport } from "../../daemon/bridges/cluster/nats.ts";
import { type Change, InvalidArgument, Peer, State } from "../../peer.ts";
import type { BinaryReader } from "../../protocol/binary/reader.ts";
import { ValueType } from "../../protocol/values/types.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { NatsServer } from "../support/nats.ts";
import { cannotRun, clusterName, memberArgs, View } from "./members.ts";

/** Long enough that a member without beats does not end. */
const LEASE_S = 60;
/** A kind that no version has yet. */
const UNKNOWN_KIND = 201;

function report(error: unknown): void {
  throw error;
}

const encoder = new TextEncoder();

/** A member that sends what a test gives it. */
class Stranger implements AsyncDisposable {
  /** Kinds of the messages that have come. */
  readonly kinds: Set<number> = new Set();
  readonly #id: string;
  readonly #transport: NatsTransport;
  readonly #others = new Map<string, Channel>();
  #batch = 0;
  /** Number of its last entry. */
  #sequence = 0;
  /** Numbers of the claims. */
  places: number[] = [];

  private constructor(id: string, transport: NatsTransport) {
    this.#id = id;
    this.#transport = transport;
    transport.receive(id, (from, bytes) => this.#to(from).arrived(bytes));
  }

  static async join(
    url: string,
    cluster: string,
    info: Record<string, unknown>,
    operations: readonly unknown[],
  ): Promise<Stranger> {
    const options = { servers: [url], name: cluster };
    const lease = LEASE_S * 1000;
    const transport = await NatsTransport.open(
      options,
      "stranger",
      lease,
      () => {},
    );
    const stranger = new Stranger("stranger1", transport);
    const rules = `/ strict ${lease}`;
    const join = ["j", { protocol: 1, rules, ...info }, "", "more"];
    await stranger.append([join, ...operations]);
    return stranger;
  }

  /** Appends operations; notes their places. */
  async append(operations: readonly unknown[]): Promise<void> {
    const b = ++this.#batch;
    const entry = { m: this.#id, b, o: operations, later: 1 };
    const bytes = encoder.encode(JSON.stringify(entry));
    const sequence = await this.#transport.append(bytes, `${this.#id}-${b}`);
    this.#sequence = sequence;
    this.places = operations.map((_, i) => sequence * MAX_OPERATIONS + i);
  }

  #to(member: string): Channel {
    let channel = this.#others.get(member);
    if (channel === undefined) {
      channel = new Channel({
        clock: systemClock,
        turns: new Turns(systemClock, report),
        report,
        maxMessage: this.#transport.maxMessage,
        send: (bytes) => this.#transport.send(member, this.#id, bytes),
        message: (kind, from) => this.#message(member, kind, from),
        lost() {},
        drained() {},
      });
      this.#others.set(member, channel);
    }
    return channel;
  }

  #message(member: string, kind: number, from: BinaryReader): void {
    this.kinds.add(kind);
    if (kind === Kind.subscribe) {
      const interest = from.text(from.u32());
      this.#to(member).begin(Kind.subscribed).longText(interest)
        .f64(this.#sequence);
    } else if (kind === Kind.set || kind === Kind.setGroup) {
      if (kind === Kind.set) from.f64();
      this.#to(member).begin(Kind.answer).u32(from.u32()).u8(1)
        .value({
          type: ValueType.json,
          bytes: encoder.encode("{}"),
          start: 0,
          end: 2,
        });
      from.skip(from.end - from.at);
    } else from.skip(from.end - from.at);
  }

  /**
   * Sends a value.
   *
   * @param isLater Whether a message of a kind of later versions comes before it.
   */
  tell(place: number, revision: number, text: string, isLater: boolean): void {
    const bytes = encoder.encode(text);
    for (const channel of this.#others.values()) {
      if (isLater) channel.begin(UNKNOWN_KIND).u32(5).longText("?");
      const out = channel.begin(Kind.value).f64(place).f64(revision).f64(1000);
      writeNotes(out, null);
      out.value({ type: ValueType.json, bytes, start: 0, end: bytes.length });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.append([["l"]]);
    await this.#transport.close();
  }
}

/** A daemon with a peer, beside a stranger. */
async function withStranger(
  info: Record<string, unknown>,
  operations: readonly unknown[],
  body: (stranger: Stranger, client: Peer, url: string) => Promise<void>,
): Promise<void> {
  await using nats = await NatsServer.start();
  const cluster = clusterName();
  const args = memberArgs([nats], cluster, LEASE_S);
  await using daemon = await HostedDaemon.start("deno", { args });
  await using client = await Peer.connect(daemon.url("tcp"));
  await using stranger = await Stranger.join(
    nats.url,
    cluster,
    info,
    operations,
  );
  await body(stranger, client, daemon.url("tcp"));
}

function isStale({ event, path }: Change<unknown>): boolean {
  return event === "stale" && path === "s/b";
}

Deno.test({
  name: "a member of an earlier version is served as that version knows it",
  ignore: cannotRun("deno"),
  fn: () =>
    withStranger(
      { name: "earlier", version: "0.1" },
      [["+", "s/a", 0], ["+", "s/b", 0, 0, 0.2], ["+", "s/m", 1]],
      async (stranger, client) => {
        const [, a, b] = stranger.places;
        const view = new View();
        const stale = Promise.withResolvers<void>();
        const fetch = client.fetch({ times: true }, (change) => {
          if (isStale(change)) stale.resolve();
          view.take(change);
        });
        await fetch.ready;
        stranger.tell(a, 3, "5", false);
        stranger.tell(b, 4, "6", false);
        await view.until("both values", () => view.states.get("s/b") === 6);
        // It does not tell what is stale.
        await stale.promise;
        const entries = await client.get({
          path: { equals: "s/a" },
          times: true,
        });
        assertEquals(entries.map(({ value, source }) => [value, source]), [
          [5, undefined],
        ]);
        await client.set("s/a", 7);
        await assertRejects(
          () => client.setBelow("s", { a: 1, b: 2 }),
          InvalidArgument,
          "earlier version",
        );
        await client.add(new State("own", 1));
        // Nothing has come that it does not know.
        assertEquals(Math.max(...stranger.kinds) <= Kind.yielded, true);
      },
    ),
});

Deno.test({
  name: "what a member of a later version adds is passed over, the rest counts",
  ignore: cannotRun("deno"),
  fn: () =>
    withStranger(
      {
        name: "later",
        version: "99",
        epoch: "e9",
        additions: 99,
        colour: "red",
      },
      [
        ["?", "s/none", {}],
        ["+", "s/a", 16, 0, 0, null, "more"],
        ["+", "s/b", 0],
      ],
      async (stranger, client) => {
        const [, , a, b] = stranger.places;
        const view = new View();
        await client.fetch({}, view.take).ready;
        stranger.tell(a, 3, "5", true);
        stranger.tell(b, 4, "6", true);
        await view.until("both values", () => view.states.get("s/b") === 6);
        assertEquals([...view.states.keys()].sort(), ["s/a", "s/b"]);
        stranger.tell(a, 5, "50", true);
        await view.until("the change", () => view.states.get("s/a") === 50);
        const [{ source }] = await client.get({
          path: { equals: "s/a" },
          times: true,
        });
        assertEquals(source, { epoch: "e9", revision: 5 });
        await client.set("s/a", 7);
        await client.setBelow("s", { a: 1, b: 2 });
        await stranger.append([["?", "s/a"], ["-", "s/a"]]);
        await view.until("the removal", () => !view.states.has("s/a"));
        assertEquals(stranger.kinds.has(UNKNOWN_KIND), false);
      },
    ),
});
