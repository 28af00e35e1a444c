/**
 * What peers of different dialects make of each other's bytes and rules: JSON,
 * MessagePack and binary Jet, with the real daemon.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import {
  type FetchRules,
  fromDataUrl,
  Peer,
  State,
  TypedBytes,
} from "../../peer.ts";
import { asRecord } from "../support/client.ts";
import { MsgpackClient } from "../support/msgpack_client.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";

const test = sharedDaemon();

/** Dialects of a `Peer`. */
const DIALECTS = ["json", "binary"] as const;
type Dialect = typeof DIALECTS[number];

function connect({ daemon }: TestBus, dialect: Dialect): Promise<Peer> {
  return Peer.connect(
    dialect === "json"
      ? daemon.url("tcp")
      : `jetb://127.0.0.1:${daemon.binaryPort}`,
  );
}

async function msgpack(bus: TestBus): Promise<MsgpackClient> {
  const client = await MsgpackClient.tcp(bus.daemon.port);
  await client.switch();
  return client;
}

const svg = (text: string) =>
  new TypedBytes("image/svg+xml", new TextEncoder().encode(text));

/** Forms of a data URL (RFC 2397), and the bytes that they are. */
const URLS: readonly [url: string, bytes: TypedBytes][] = [
  ["data:image/svg+xml,%3Csvg%3Eü%3C/svg%3E", svg("<svg>ü</svg>")],
  ["DATA:image/svg+xml;base64,PHN2Zy8+", svg("<svg/>")],
  ["data:image/svg+xml;base64,PHN2Zy8%2B", svg("<svg/>")],
  ["data:image/svg+xml,", svg("")],
];

/** The state's own value: it decides how strings are taken. */
const FIRST = svg("<first/>");

test("every form of a data URL that a JSON peer sets arrives as bytes", async (bus) => {
  await using owner = await connect(bus, "binary");
  await using client = await connect(bus, "json");
  const path = bus.path("picture");
  const sets: unknown[] = [];
  const state = new State<TypedBytes>(path, FIRST, {
    set: (value) => void sets.push(value),
  });
  await owner.add(state);
  for (const [url, bytes] of URLS) {
    assertEquals(fromDataUrl(url), bytes, url);
    await client.set(path, url);
    assertEquals(sets.pop(), bytes, url);
    const seen = await client.get<string>(path);
    assertEquals(fromDataUrl(seen), bytes, url);
  }
});

test("every form of a data URL that a MessagePack peer sets arrives as bytes", async (bus) => {
  await using owner = await connect(bus, "binary");
  using client = await msgpack(bus);
  const path = bus.path("picture");
  const sets: unknown[] = [];
  const state = new State<TypedBytes>(path, FIRST, {
    set: (value) => void sets.push(value),
  });
  await owner.add(state);
  for (const [value, bytes] of URLS) {
    assertEquals(await client.ask("set", { path, value }), { result: true });
    assertEquals(sets.pop(), bytes, value);
    const answer = asRecord(
      await client.ask("get", { path: { equals: path } }),
    );
    assertEquals(answer.result, [{
      path,
      event: "add",
      value: bytes.dataUrl,
    }]);
  }
});

test("bytes that a binary peer sets arrive at a JSON owner as a data URL", async (bus) => {
  await using owner = await connect(bus, "json");
  await using client = await connect(bus, "binary");
  const path = bus.path("picture");
  const sets: unknown[] = [];
  await owner.add(
    new State<unknown>(path, "", { set: (value) => void sets.push(value) }),
  );
  for (const [, bytes] of URLS) {
    await client.set(path, bytes);
    assertEquals(sets, [bytes.dataUrl]);
    assertEquals(fromDataUrl(`${sets.pop()}`), bytes);
    assertEquals(await client.get(path), bytes.dataUrl);
  }
});

test("bytes that a binary peer sets arrive at a MessagePack owner as a data URL", async (bus) => {
  using owner = await msgpack(bus);
  await using client = await connect(bus, "binary");
  const path = bus.path("picture");
  assertEquals(await owner.ask("add", { path, value: "" }), { result: true });
  for (const [, bytes] of URLS) {
    const done = client.set(path, bytes);
    const { id, method, params } = asRecord(await owner.next());
    assertEquals(method, path);
    assertEquals(asRecord(params).value, bytes.dataUrl);
    await owner.send({ id, result: {} });
    await done;
  }
});

/** Arrays by the names of their states. */
const ARRAYS = {
  red: ["red"],
  both: ["red", 4, null],
  four: [4],
  text: "red",
  none: [],
};

/** Rules, and the states that they match. */
const RULES: readonly [value: FetchRules["value"], names: string[]][] = [
  [{ hasOneOf: ["red", 4] }, ["both", "four", "red"]],
  [{ hasOneOf: [null] }, ["both"]],
  [{ hasOneOf: ["4"] }, []],
  [{ hasAllOf: ["red"] }, ["both", "red"]],
  [{ hasAllOf: ["red", 4, null] }, ["both"]],
  [{ hasAllOf: ["red", 5] }, []],
  [{ hasOneOf: ["red", 5], hasAllOf: [4] }, ["both"]],
];

for (const ownerDialect of DIALECTS) {
  test(`hasOneOf and hasAllOf find the arrays of a ${ownerDialect} owner`, async (bus) => {
    await using owner = await connect(bus, ownerDialect);
    for (const [name, value] of Object.entries(ARRAYS)) {
      await owner.add(new State<unknown>(bus.path(name), value));
    }
    const prefix = bus.prefix;
    const names = (paths: readonly string[]) =>
      paths.map((path) => path.slice(prefix.length)).toSorted();
    using client = await msgpack(bus);
    for (const dialect of DIALECTS) {
      await using peer = await connect(bus, dialect);
      for (const [value, expected] of RULES) {
        const rules = { path: { startsWith: prefix }, value };
        const entries = await peer.get(rules);
        assertEquals(names(entries.map(({ path }) => path)), expected);
        await using fetcher = peer.fetch(rules);
        await fetcher.ready;
        assertEquals(names(fetcher.entries.map(({ path }) => path)), expected);
      }
    }
    for (const [value, expected] of RULES) {
      const { result } = asRecord(
        await client.ask("get", { path: { startsWith: prefix }, value }),
      );
      const entries = Array.isArray(result) ? result : [];
      const paths = entries.map((entry) => String(asRecord(entry).path));
      assertEquals(names(paths), expected);
    }
  });
}
