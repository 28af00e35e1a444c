import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { speaker } from "../support/population.ts";
import { tableOf, valueIn } from "../support/readme_tables.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { KINDS, type Speaker } from "../support/speaker.ts";
import { BinarySpeaker } from "../support/binary_speaker.ts";

const test = sharedDaemon().onOneRuntime;

const ALL = [...KINDS, "binary"] as const;
type AnyKind = typeof ALL[number];

/** Connects a peer of a kind. */
function partyOf(
  bus: TestBus,
  kind: AnyKind,
): Promise<Speaker | BinarySpeaker> {
  return kind === "binary"
    ? BinarySpeaker.connect(bus.daemon.binaryPort)
    : speaker(bus, kind);
}

/** The kinds of owners that a word in the table stands for. */
const OWNERS: Record<string, AnyKind[]> = {
  "binary": ["binary"],
  "binary, `change`": ["binary"],
  "classic": ["2.x", "lua"],
  "C++": ["cjet"],
  "C++, `change`": ["cjet"],
  "node-jet 3.x": ["3.x"],
};

/** The column of each kind of caller. */
const COLUMNS: Record<AnyKind, number> = {
  "binary": 7,
  "cjet": 3,
  "2.x": 4,
  "lua": 5,
  "3.x": 6,
};

/** Sends a request and has its owner answer it. */
async function answered(
  owner: Speaker | BinarySpeaker,
  client: Speaker | BinarySpeaker,
  request: readonly [method: string, params: unknown],
  answer: Record<string, unknown>,
  announced?: () => Promise<void>,
): Promise<unknown> {
  const id = await client.request(...request);
  const forward = await owner.forwarded();
  await announced?.();
  await owner.send({ id: forward.id, ...answer });
  return await client.answer(id);
}

for (const kind of ALL) {
  test(`a ${kind} client's set is answered as the table in protocol/README.md says`, async (bus) => {
    const rows = await tableOf("owner", "answers", "v");
    assert(rows.length > 22);
    const client = await partyOf(bus, kind);
    for (const ownerKind of ALL) {
      const owner = await partyOf(bus, ownerKind);
      for (const [i, row] of rows.entries()) {
        const [ownerName, says, v] = row;
        if (!OWNERS[ownerName].includes(ownerKind)) continue;
        const path = bus.path(`${ownerKind}${i}`);
        await owner.do("add", { path, value: 1 });
        const params = { path, value: 5 };
        const answer = await answered(
          owner,
          client,
          ["set", v === "yes" ? { ...params, valueAsResult: true } : params],
          resultOf(path, says),
          async () => {
            if (!ownerName.includes("change")) return;
            await owner.change(path, 7);
            await owner.quiet();
          },
        );
        const expected = resultOf(path, row[COLUMNS[kind]]);
        assertEquals(answer, expected, row.join(" | "));
      }
    }
  });

  test(`a ${kind} client gets owners' errors as the table in protocol/README.md says`, async (bus) => {
    const rows = await tableOf("error of the owner");
    assert(rows.length > 7);
    const client = await partyOf(bus, kind);
    for (const ownerKind of ALL) {
      const owner = await partyOf(bus, ownerKind);
      const [state, method] = [bus.path(ownerKind), bus.path(`${ownerKind}()`)];
      await owner.do("add", { path: state, value: 1 });
      await owner.do("add", { path: method });
      for (const [says, nodeJet] of rows) {
        const error = valueIn(says);
        // The code of a binary error is a number.
        const hasCode = typeof error === "object";
        if (!hasCode && (ownerKind === "binary" || kind === "binary")) continue;
        const expected = { error: kind === "2.x" ? valueIn(nodeJet) : error };
        const set = ["set", { path: state, value: 5 }] as const;
        assertEquals(await answered(owner, client, set, { error }), expected);
        const call = ["call", { path: method, args: [] }] as const;
        assertEquals(await answered(owner, client, call, { error }), expected);
      }
    }
  });
}

for (const kind of ALL) {
  test(`a ${kind} client gets the result of a call as the owner sent it`, async (bus) => {
    const client = await partyOf(bus, kind);
    for (const ownerKind of ALL) {
      const owner = await partyOf(bus, ownerKind);
      const path = bus.path(ownerKind);
      await owner.do("add", { path });
      for (const result of [true, {}, 7, null, { warning: { code: 1 } }]) {
        const call = ["call", { path, args: [] }] as const;
        const answer = await answered(owner, client, call, { result });
        assertEquals(answer, { result });
      }
    }
  });
}

test("a peer that asks info later, or says nothing of itself, gets errors as they were sent", async (bus) => {
  const owner = await speaker(bus, "cjet");
  const path = bus.path("m");
  await owner.do("add", { path });
  for (const first of ["echo", "unfetch"]) {
    const client = await bus.tcp();
    await client.ask(first, { id: "x" });
    await client.ask("info", {});
    const error = { code: -32603, message: "boom" };
    await client.send({ id: 9, method: "call", params: { path } });
    const forward = await owner.forwarded();
    await owner.send({ id: forward.id, error });
    await client.expect({ id: 9, error });
  }
});

test("warnings of C++ owners arrive at C++ clients, nothing but objects ever", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const client = await speaker(bus, "cjet");
  const path = bus.path("s");
  await owner.do("add", { path, value: 1 });
  // The bytes of HBK's client.
  await client.client.send(
    `{"id":1,"jsonrpc":"2.0","method":"set","params":{"path":"${path}","timeout":2.5,"value":12}}`,
  );
  const forward = asRecord(await owner.client.next());
  await owner.send({ id: forward.id, result: true });
  await client.client.expect({ id: 1, result: {} });
});

/** The answer in a cell of the table; `none` is no value. */
function resultOf(path: string, cell: string): { result?: unknown } {
  return cell === "none" ? {} : { result: at(path, valueIn(cell)) };
}

/** A value of the table for this path in place of `p`. */
function at(path: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && "path" in value
    ? { ...value, path }
    : value;
}
