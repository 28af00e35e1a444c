import { assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { eachPair, speaker } from "../support/population.ts";
import type { TestBus } from "../support/shared_daemon.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import type { Kind, Speaker } from "../support/speaker.ts";

const test = sharedDaemon().onOneRuntime;

/** The error of the client when the owner refuses a call with this one. */
async function refusal(
  owner: Speaker,
  client: Speaker,
  path: string,
  error: unknown,
): Promise<unknown> {
  const id = await client.request("call", { path, args: [] });
  const forward = await owner.forwarded();
  await owner.send({ id: forward.id, error });
  const answer = await client.answer(id);
  assertEquals(Object.keys(answer), ["error"]);
  return answer.error;
}

/** A client and an owner of a method of these kinds. */
async function pair(
  bus: TestBus,
  ownerKind: Kind,
  clientKind: Kind,
): Promise<(error: unknown) => Promise<unknown>> {
  const owner = await speaker(bus, ownerKind);
  const client = await speaker(bus, clientKind);
  const path = bus.path(`${ownerKind} ${clientKind}`);
  await owner.do("add", { path });
  return (error) => refusal(owner, client, path, error);
}

eachPair(
  test,
  (owner, client) =>
    `what a ${owner} owner says of its error arrives at a ${client} client as it is`,
  async (bus, owner, client) => {
    const path = bus.path("m");
    await owner.do("add", { path });
    const errors: unknown[] = [
      { code: 17, message: "the door is open", data: { door: 3 } },
      { code: -32000, message: "without data" },
      {
        code: -32602,
        message: "Invalid params",
        data: {
          invalidArgument: { name: "jet.InvalidArgument", message: "x" },
        },
      },
      {
        code: -32603,
        message: "Internal error",
        data: { message: "no bad", stack: "Error: no bad\n at …" },
      },
      { code: -1, message: "see data object for details", data: [1, null] },
      "just a text",
    ];
    for (const error of errors) {
      assertEquals(await refusal(owner, client, path, error), error);
    }
  },
);

const CLASSIC = ["2.x", "lua", "cjet"] as const;

test("2.x client: an internal error without data gets some, node-jet 2.x dies without", async (bus) => {
  const errorOf = await pair(bus, "cjet", "2.x");
  const message = "caught exception!";
  for (const data of [undefined, null]) {
    const error = asRecord(await errorOf({ code: -32603, message, data }));
    assertEquals([error.code, error.message], [-32603, message]);
    assertEquals(asRecord(error.data).message, message);
  }
});

test("2.x client: invalid params without data get some, node-jet 2.x dies without", async (bus) => {
  const errorOf = await pair(bus, "lua", "2.x");
  const message = "Invalid params";
  for (const data of [undefined, null]) {
    const error = asRecord(await errorOf({ code: -32602, message, data }));
    assertEquals([error.code, error.message], [-32602, message]);
    assertEquals(typeof asRecord(error.data), "object");
  }
});

test("2.x client: what the handler of a 3.x owner refuses is an invalid argument", async (bus) => {
  const errorOf = await pair(bus, "3.x", "2.x");
  const data = {
    name: "jet.InvalidParam",
    url: "https://example.org/",
    details: "Error: no bad",
  };
  const thrown = {
    code: -32602,
    message: "Failed to call method",
    data,
    name: "jet.InvalidParam",
  };
  const error = asRecord(await errorOf(thrown));
  const { invalidArgument, ...rest } = asRecord(error.data);
  assertEquals<unknown>({ ...error, data: rest }, thrown);
  assertEquals(asRecord(invalidArgument).message, "Error: no bad");
});

test("2.x client: the text that a lua owner has as data is the message of an object", async (bus) => {
  const errorOf = await pair(bus, "lua", "2.x");
  const text = "input:1: no bad";
  const error = asRecord(
    await errorOf({ code: -32603, message: "Internal error", data: text }),
  );
  assertEquals([error.code, error.message], [-32603, "Internal error"]);
  assertEquals(asRecord(error.data).message, text);
});

test("all other clients: errors pass unchanged", async (bus) => {
  const bare = [
    { code: -32603, message: "caught exception!" },
    { code: -32602, message: "Invalid params", data: null },
    {
      code: -32602,
      message: "Failed to set value",
      data: { name: "jet.InvalidParam", details: "Error: no bad" },
      name: "jet.InvalidParam",
    },
  ];
  for (const kind of CLASSIC) {
    for (const client of ["lua", "cjet", "3.x"] as const) {
      const errorOf = await pair(bus, kind, client);
      for (const error of bare) assertEquals(await errorOf(error), error);
    }
  }
});
