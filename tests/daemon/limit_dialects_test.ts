// Each limit set to 3 and a fourth tried, in each dialect: how the refusal reads,
// and that it is counted once.
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Daemon, type DaemonOptions } from "../../daemon.ts";
import {
  BinaryClient,
  json,
  type Part,
  readError,
  u32,
} from "../support/binary_client.ts";
import { asRecord } from "../support/client.ts";
import { MsgpackClient } from "../support/msgpack_client.ts";
import { type Kind, Speaker } from "../support/speaker.ts";
import { StreamClient } from "../support/stream_client.ts";

type LimitName = keyof NonNullable<DaemonOptions["limits"]>;
/** A request in the dialects of JSON, and in binary Jet. */
type Request = readonly [
  json: readonly [method: string, params: Record<string, unknown>],
  binary: readonly [fn: number, ...payload: Part[]],
];

/** An option of binary Jet whose content is text. */
function option(number: number, content: unknown): Part[] {
  const bytes = new TextEncoder().encode(JSON.stringify(content));
  return [number, [bytes.length & 0xff, bytes.length >> 8], bytes];
}

const EQUALS_X = { path: { equals: "x" } };

/** The requests up to the one that is refused, each with its number. */
const TABLE: readonly [
  LimitName,
  count: number,
  request: (number: number) => Request,
][] = [
  ["maxElements", 4, (number) => [
    ["add", { path: `a${number}`, value: 1 }],
    [1, `a${number}`, json(1)],
  ]],
  ["maxElements", 4, (number) => [
    ["add", { path: `signal${number}`, type: "signal" }],
    [25, `signal${number}`],
  ]],
  ["maxFetches", 4, (number) => [
    ["fetch", { id: `f${number}`, ...EQUALS_X }],
    [10, json(EQUALS_X)],
  ]],
  ["maxOperands", 4, (number) => {
    const texts = ["a", "b", "c", "d"].slice(0, number);
    const rules = { path: { containsAllOf: texts } };
    return [["get", rules], [18, json(rules)]];
  }],
  ["maxOperands", 4, (number) => {
    const rules = { path: { containsAllOf: ["x"] } };
    return [["fetch", { id: `f${number}`, ...rules }], [10, json(rules)]];
  }],
  [
    "maxAnswer",
    2,
    (number) =>
      number === 1
        ? [["add", { path: "x", value: 1 }], [1, "x", json(1)]]
        : [["get", EQUALS_X], [18, json(EQUALS_X)]],
  ],
  ["maxValues", 4, (number) => [
    ["add", { path: `a${number}`, value: 1 }],
    [1, `a${number}`, json(1)],
  ]],
  ["maxValues", 2, (number) => [
    ["add", { path: `a${number}`, value: 1, meta: {} }],
    [1, `a${number}`, json(1), ...option(14, {})],
  ]],
  ["maxMeta", 1, () => [
    ["add", { path: "a", value: 1, meta: { a: 1 } }],
    [1, "a", json(1), ...option(14, { a: 1 })],
  ]],
  ["maxStay", 1, () => [
    ["add", { path: "a", value: 1, stay: 4 }],
    [1, "a", json(1), 23, [4, 0], u32(4000)],
  ]],
  [
    "maxKept",
    4,
    (number) =>
      number < 4 ? kept(number) : [
        ["add", { path: "a", value: 1, keep: true }],
        [1, "a", json(1), 28, [0, 0]],
      ],
  ],
  ["maxKept", 4, kept],
];

/** A request that has the daemon keep a value itself. */
function kept(number: number): Request {
  const path = `config/${number}`;
  return [["set", { path, value: 1 }], [3, path, json(1)]];
}

/** What a refusal has to be: its code and text, and what tells the limit. */
interface Refusal {
  readonly code: unknown;
  readonly message: unknown;
  readonly details: unknown;
}

type Ask = (request: Request) => Promise<Refusal | undefined>;

function refusalOf({ error }: Record<string, unknown>): Refusal | undefined {
  if (error === undefined) return undefined;
  const { code, message, data } = asRecord(error);
  return { code, message, details: data };
}

async function speak(kind: Kind, daemon: Daemon): Promise<[Ask, Disposer]> {
  const client = await StreamClient.tcp(portOf(daemon, 0));
  const speaker = await Speaker.begin(kind, client);
  return [
    async ([[method, params]]) => {
      const id = await speaker.request(method, params);
      for (;;) {
        const message = asRecord(await client.next());
        if (message.id === id) return refusalOf(message);
      }
    },
    () => client[Symbol.asyncDispose](),
  ];
}

type Disposer = () => unknown;

function portOf(daemon: Daemon, index: number): number {
  return daemon.addresses[index].port;
}

const DIALECTS: Record<string, (daemon: Daemon) => Promise<[Ask, Disposer]>> = {
  "2.x": (daemon) => speak("2.x", daemon),
  "3.x": (daemon) => speak("3.x", daemon),
  "cjet": (daemon) => speak("cjet", daemon),
  async "MessagePack"(daemon) {
    const client = await MsgpackClient.tcp(portOf(daemon, 0));
    await client.switch();
    return [
      async ([request]) => refusalOf(asRecord(await client.ask(...request))),
      () => client[Symbol.dispose](),
    ];
  },
  async "binary"(daemon) {
    const client = await BinaryClient.connect(portOf(daemon, 1));
    return [
      async ([, request]) => {
        const id = await client.request(...request);
        let answer = await client.message();
        while (answer[0] !== 3) answer = await client.message();
        if (answer[5] === 0) return undefined;
        const { code, text, data } = readError(id, answer);
        return { code, message: text, details: data };
      },
      () => client[Symbol.asyncDispose](),
    ];
  },
};

/** Checks what a refusal says in a dialect. */
function mustName(
  dialect: string,
  limit: LimitName,
  { code, message, details }: Refusal,
): void {
  const { reason, ...rest } = asRecord(details);
  switch (dialect) {
    case "3.x": {
      const { name, details: text } = rest;
      assertEquals(
        [code, message, name],
        [-32005, "A limit of the daemon is reached", "jet.LimitExceeded"],
      );
      assertMatch(String(text), /^at most 3 .*/);
      return assertStringIncludes(String(text), `(${limit})`);
    }
    case "cjet":
      assertEquals([code, message, rest], [-32603, "Internal error", {}]);
      break;
    default:
      assertEquals([code, message], [-32005, "Limit exceeded"]);
      assertEquals(rest, { limit, maximum: 3 });
  }
  assertMatch(String(reason), /^at most 3 .*/);
  assertStringIncludes(String(reason), `(${limit})`);
}

for (const [dialect, connect] of Object.entries(DIALECTS)) {
  Deno.test(`each limit set to 3 refuses a fourth, in ${dialect}, and is counted once`, async () => {
    for (const [limit, count, request] of TABLE) {
      await using daemon = new Daemon({
        limits: { [limit]: 3 },
        keep: { file: ":memory:", patterns: ["config/#"] },
      });
      await daemon.listen({ port: 0, binaryPort: 0 });
      const [ask, dispose] = await connect(daemon);
      const what = `${limit} ${JSON.stringify(request(count)[0])}`;
      for (let number = 1; number < count; number++) {
        assertEquals(await ask(request(number)), undefined, what);
      }
      const refusal = await ask(request(count));
      if (refusal === undefined) throw new Error(`${what} is not refused`);
      mustName(dialect, limit, refusal);
      assertEquals(daemon.limits[limit], { limit: 3, reached: 1 }, what);
      await dispose();
    }
  });
}

Deno.test("maxConnections set to 3: a fourth stream over HTTP is answered 503 with the reason, until one ends", async () => {
  await using daemon = new Daemon({ limits: { maxConnectionsPerAddress: 3 } });
  const [{ port }] = await daemon.listen({ wsPort: 0 });
  const url = `http://127.0.0.1:${port}/v1/fetch?equals=x`;
  const stream = () => fetch(url, { headers: { Accept: "text/event-stream" } });
  const open: Response[] = [];
  let refused = await stream();
  for (; refused.status === 200; refused = await stream()) open.push(refused);
  assertEquals(refused.status, 503);
  assertStringIncludes(await refused.text(), "(maxConnectionsPerAddress)");
  assertEquals(daemon.limits.maxConnectionsPerAddress.reached, 1);
  for (const { body } of open) await body?.cancel();
});

Deno.test("maxElements: of peers of one address that leave together no more than that stays", async () => {
  await using daemon = new Daemon({ limits: { maxElements: 3 } });
  const [{ port }] = await daemon.listen({ port: 0 });
  const owners = [
    await StreamClient.tcp(port),
    await StreamClient.tcp(port),
  ];
  for (const [i, owner] of owners.entries()) {
    for (const name of ["a", "b", "c"]) {
      const path = `${name}${i}`;
      await owner.do("add", { path, value: 1, stay: 60 });
    }
  }
  const left = new Promise<void>((resolve) => {
    let count = 0;
    daemon.addEventListener("disconnect", () => {
      if (++count === owners.length) resolve();
    });
  });
  for (const owner of owners) owner.close();
  await left;
  assertEquals((await daemon.peer().get()).length, 3);
  assertEquals(daemon.limits.maxElements, { limit: 3, reached: 3 });
});
