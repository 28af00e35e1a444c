/**
 * Values and arguments that a validator checks, of three libraries and one
 * written by hand.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { type } from "npm:arktype@2.2.3";
import * as v from "npm:valibot@1.4.2";
import { z } from "npm:zod@4.4.3";
import {
  InvalidArgument,
  issuesOf,
  JetError,
  Method,
  PeerError,
  type StandardSchema,
  State,
} from "../../peer.ts";
import { TestBus } from "../../testing.ts";
import { connected, turn } from "../support/scripted_daemon.ts";

/** Takes numbers from 0 to 100 and texts of them. */
const percent: StandardSchema<number | string, number> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate(value) {
      const number = typeof value === "string" ? Number(value) : value;
      return typeof number === "number" && number >= 0 && number <= 100
        ? { value: number }
        : { issues: [{ message: "from 0 to 100" }] };
    },
  },
};

/** The same, and it takes its time. */
const slowPercent: StandardSchema<number | string, number> = {
  "~standard": {
    ...percent["~standard"],
    async validate(value) {
      await turn();
      return percent["~standard"].validate(value);
    },
  },
};

/** That a value has a type, no more and no less. */
function typed<Expected>() {
  return <Actual>(
    _value: Actual,
    ..._same: [Expected, Actual] extends [Actual, Expected] ? []
      : ["these types differ"]
  ) => {};
}

// Libraries

const SCHEMAS = {
  zod: z.object({
    on: z.boolean(),
    color: z.object({ r: z.number().max(255) }),
  }),
  valibot: v.object({
    on: v.boolean(),
    color: v.object({ r: v.pipe(v.number(), v.maxValue(255)) }),
  }),
  arktype: type({ on: "boolean", color: { r: "number <= 255" } }),
};

interface Lamp {
  on: boolean;
  color: { r: number };
}

Deno.test("types come from the schema", () => {
  const dark = { on: false, color: { r: 0 } };
  const { zod, valibot, arktype } = SCHEMAS;
  typed<Lamp>()(new State("lamp", dark, { schema: zod }).value);
  typed<Lamp>()(new State("lamp", dark, { schema: valibot }).value);
  typed<Lamp>()(new State("lamp", dark, { schema: arktype }).value);
  typed<number>()(new State("level", 1, { schema: percent }).value);
  typed<number>()(new State("level", 1, { set() {} }).value);
  const modes = z.enum(["off", "on"]);
  typed<"off" | "on">()(new State("mode", "off", { schema: modes }).value);
  // @ts-expect-error the schema's output has more
  assertThrows(() => new State("lamp", { on: true }, { schema: zod }));
  new Method("m", (args) => typed<Lamp>()(args), { params: zod });
  new Method("m", (args) => typed<Lamp>()(args), { params: valibot });
  new Method("m", (args) => typed<Lamp>()(args), { params: arktype });
  // @ts-expect-error the handler does not give what the schema takes
  new Method("m", () => "text", { result: z.number() });
});

for (const [name, schema] of Object.entries(SCHEMAS)) {
  Deno.test(`${name} checks what is set and called`, async () => {
    await using bus = new TestBus();
    const owner = await bus.peer();
    const dark = { on: false, color: { r: 0 } };
    const lamp = new State("lamp", dark, {
      schema,
      set(value) {
        typed<Lamp>()(value);
      },
    });
    typed<Lamp>()(lamp.value);
    await owner.add(lamp);
    await owner.add(
      new Method("blink", ({ on, color }) => [on, color.r], {
        params: schema,
      }),
    );
    const client = await bus.peer();
    const bright = { on: true, color: { r: 255 } };
    await client.set("lamp", bright);
    assertEquals(await bus.value("lamp"), bright);
    assertEquals(await client.call("blink", bright), [true, 255]);

    const wrong = { on: true, color: { r: 256 } };
    for (
      const refused of [client.set("lamp", wrong), client.call("blink", wrong)]
    ) {
      const error = await assertRejects(() => refused, InvalidArgument);
      const [issue, ...others] = issuesOf(error);
      assertEquals(others, []);
      assertEquals(issue.path, ["color", "r"]);
      assertStringIncludes(error.message, "color.r: ");
      assertStringIncludes(error.message, issue.message);
    }
    const twice = await client.set("lamp", { on: 1, color: {} }).catch((e) =>
      e
    );
    assertEquals(issuesOf(twice).map(({ path }) => path.join(".")).sort(), [
      "color.r",
      "on",
    ]);
    assertEquals(await bus.value("lamp"), bright);
    assertThrows(() => new State("lamp", wrong, { schema }), JetError);
  });
}

Deno.test("what the schema makes of a value is the value", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const seen: unknown[] = [];
  const schema = z.object({
    name: z.string().trim(),
    n: z.number().default(1),
  });
  const state = await owner.add(
    new State("a", { name: " Ann ", n: 2 }, {
      schema,
      set: (value) => void seen.push(value),
    }),
  );
  assertEquals(state.value, { name: "Ann", n: 2 });
  const client = await bus.peer();
  const taken = await client.set("a", { name: "Bob " }, {
    valueAsResult: true,
  });
  assertEquals<unknown>(taken, { value: { name: "Bob", n: 1 } });
  assertEquals(seen, [{ name: "Bob", n: 1 }]);
  assertEquals(await bus.value("a"), { name: "Bob", n: 1 });
});

Deno.test("a tuple names the arguments of a call", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  await owner.add(
    new Method("repeat", ([text, times]) => text.repeat(times), {
      params: z.tuple([z.string(), z.number().int().min(0)]),
    }),
  );
  const client = await bus.peer();
  assertEquals(await client.call("repeat", ["ab", 2]), "abab");
  const error = await client.call("repeat", ["ab", -1]).catch((e) => e);
  assertEquals(issuesOf(error).map(({ path }) => path), [[1]]);
  assertInstanceOf(
    await client.call("repeat").catch((e) => e),
    InvalidArgument,
  );
});

// The owner's own values

Deno.test("the owner's values are checked", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const complaint =
    'the value of "level" does not fit its schema: from 0 to 100';
  const error = assertThrows(
    () => new State("level", 101, { schema: percent }),
    JetError,
    complaint,
  );
  assert(!(error instanceof InvalidArgument));
  assertEquals(issuesOf(error), [{ message: "from 0 to 100", path: [] }]);
  const level = await owner.add(new State("level", 40, { schema: percent }));
  assertThrows(() => level.value = -1, JetError, complaint);
  await assertRejects(() => level.change(-1), JetError, complaint);
  await assertRejects(
    () => owner.changeBelow("", { level: -1 }),
    JetError,
    complaint,
  );
  assertEquals(level.value, 40);
  assertEquals(await bus.value("level"), 40);
  await owner.changeBelow("", { level: "41" });
  assertEquals(level.value, 41);
  assertEquals(await bus.value("level"), 41);
});

Deno.test("an adapted value that does not fit is the owner's mistake", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const level = await owner.add(
    new State("level", 40, {
      schema: percent,
      set: (value) => ({ value: value * 2 }),
    }),
  );
  const client = await bus.peer();
  await client.set("level", 50);
  assertEquals(level.value, 100);
  const error = await assertRejects(() => client.set("level", 51), PeerError);
  assertStringIncludes(error.message, "the adapted value");
  assertEquals(level.value, 100);
});

Deno.test("a result that does not fit is the owner's mistake", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  await owner.add(
    new Method("double", ([n]: number[]) => n * 2, { result: percent }),
  );
  await owner.add(
    new Method("later", ([n]: number[]) => n * 2, { result: slowPercent }),
  );
  const client = await bus.peer();
  for (const path of ["double", "later"]) {
    assertEquals(await client.call(path, [50]), 100);
    const error = await assertRejects(() => client.call(path, [51]), PeerError);
    assertStringIncludes(error.message, "from 0 to 100");
  }
});

// Validators that take their time

Deno.test("a schema that takes its time checks what is set and called", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const level = await owner.add(
    new State("level", 40, { schema: slowPercent, set() {} }),
  );
  await owner.add(
    new Method("half", (n: number) => n / 2, { params: slowPercent }),
  );
  const client = await bus.peer();
  await client.set("level", "50");
  assertEquals(level.value, 50);
  await assertRejects(() => client.set("level", 101), InvalidArgument);
  await assertRejects(() => client.call("half", [101]), InvalidArgument);
});

Deno.test("the owner awaits a schema that takes its time", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const options = { schema: slowPercent };
  const bad = new State("bad", 101, options);
  await assertRejects(() => owner.add(bad), JetError, "from 0 to 100");
  const level = await owner.add(new State("level", 40, options));
  assertThrows(() => level.value = 41, TypeError, "await state.change(value)");
  await level.change(42);
  await assertRejects(() => level.change(101), JetError);
  await owner.changeBelow("", { level: 43 });
  await assertRejects(() => owner.changeBelow("", { level: 101 }), JetError);
  assertEquals(await bus.value("level"), 43);
});

// On the wire

Deno.test("node-jet's peers see an InvalidArgument, and the issues", async () => {
  const { peer, link } = await connected();
  const schema: StandardSchema<unknown> = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: () => ({
        issues: [{ message: "no", path: [{ key: "a" }, 0, Symbol("s")] }],
      }),
    },
  };
  const done = peer.add(new Method("m", () => {}, { params: schema }));
  link.answer(await link.next("add"), true);
  await done;
  link.push({ id: 1, method: "m", params: [] });
  const { error } = await link.next();
  assertEquals(error, {
    code: -32602,
    message: "Invalid params",
    data: {
      invalidArgument: {
        name: "jet.InvalidArgument",
        message: "a.0.Symbol(s): no",
        url:
          "https://github.com/lipp/node-jet/blob/master/doc/peer.markdown#jetinvalidargument",
      },
      issues: [{ message: "no", path: ["a", 0, "Symbol(s)"] }],
    },
  });
  await peer.close();
});
