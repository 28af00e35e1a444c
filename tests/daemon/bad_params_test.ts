import { assertEquals } from "@std/assert";
import {
  PATH_LIST_RULES,
  PATH_TEXT_RULES,
} from "../../protocol/rules/path_names.ts";
import { failure, invalidParams } from "../support/errors.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon().onOneRuntime;

const missing = (param: string, got: unknown = {}) =>
  invalidParams({ missingParam: param, got });
const wrongType = (param: string, got: unknown) =>
  invalidParams({ wrongType: param, got });
/** What the answer quotes: nothing of a message that may have a password. */
const quoted = (method: string, params: unknown) =>
  method === "authenticate" ? {} : params;

/** Every method that needs parameters. */
const NEEDY = ["add", "remove", "change", "set", "call", "unfetch"];

test("the error of an unknown method has its name", async (bus) => {
  const peer = await bus.tcp();
  for (const method of ["whatever", "", "ADD", "__proto__", "toString", "é"]) {
    assertEquals(
      await peer.ask(method, {}),
      failure(-32601, "Method not found", method),
    );
  }
});

test("params that are missing or no object are refused", async (bus) => {
  const bystander = await bus.bystander();
  const peer = await bus.tcp();
  for (const method of [...NEEDY, "authenticate", "fetch"]) {
    assertEquals(await peer.ask(method), missing("params"), method);
    for (const params of [null, [], ["a"], "text", 7, true]) {
      assertEquals(
        await peer.ask(method, params),
        wrongType("params", quoted(method, params)),
        method,
      );
    }
  }
  for (const params of [[], "text", 7]) {
    assertEquals(await peer.ask("get", params), wrongType("params", params));
  }
  await bystander.noticedNothing();
});

/** Parameters of a wrong type: method, the others, the name, the values. */
const WRONG: [string, Record<string, unknown>, string, unknown[]][] = [
  ["add", { value: 1 }, "path", [7, true, [], {}]],
  ["add", { path: "a", value: 1 }, "fetchOnly", ["yes", 0, 1, [], {}]],
  ["add", { path: "a", value: 1 }, "timeout", [
    "1",
    0,
    -1,
    0.0001,
    true,
    [],
    {},
  ]],
  ["remove", {}, "path", [7, true, [], {}]],
  ["change", { value: 1 }, "path", [7, true, [], {}]],
  ["set", { value: 1 }, "path", [7, true, [], {}]],
  ["set", { path: "a", value: 1 }, "valueAsResult", ["yes", 0, 1, [], {}]],
  ["set", { path: "a", value: 1 }, "timeout", ["1", 0, -1, true, [], {}]],
  ["call", { args: [] }, "path", [7, true, [], {}]],
  ["call", { path: "a" }, "timeout", ["1", 0, -1, true, [], {}]],
  ["fetch", {}, "id", [true, [], {}]],
  ["unfetch", {}, "id", [true, [], {}]],
  ["config", {}, "name", [7, true, [], {}]],
  ["authenticate", { password: "p" }, "user", [7, true, [], {}]],
  ["authenticate", { user: "u" }, "password", [7, true, [], {}]],
];

test("a parameter of a wrong type is refused with its name", async (bus) => {
  const bystander = await bus.bystander();
  const peer = await bus.tcp();
  for (const [method, others, name, values] of WRONG) {
    for (const value of values) {
      const params = { ...others, [name]: value };
      if ("path" in others) params.path = bus.path("a");
      assertEquals(
        await peer.ask(method, params),
        wrongType(name, quoted(method, params)),
        `${method} ${name} ${JSON.stringify(value)}`,
      );
    }
  }
  assertEquals(await peer.ask("get", { path: bus.here() }), {
    result: [{ path: bus.path("bystander"), event: "add", value: 0 }],
  });
  await bystander.noticedNothing();
});

test("a parameter that is missing or null is refused with its name", async (bus) => {
  const peer = await bus.tcp();
  const path = bus.path("a");
  const cases: [string, Record<string, unknown>, string][] = [
    ["add", { value: 1 }, "path"],
    ["remove", {}, "path"],
    ["change", { value: 1 }, "path"],
    ["set", { value: 1 }, "path"],
    ["call", { args: [] }, "path"],
    ["fetch", { path: {} }, "id"],
    ["unfetch", {}, "id"],
    ["authenticate", { password: "p" }, "user"],
    ["authenticate", { user: "u" }, "password"],
  ];
  for (const [method, params, name] of cases) {
    assertEquals(
      await peer.ask(method, params),
      missing(name, quoted(method, params)),
      method,
    );
    const given = { ...params, [name]: null };
    assertEquals(
      await peer.ask(method, given),
      missing(name, quoted(method, given)),
      method,
    );
  }
  // Of values null is one.
  for (const method of ["change", "set"]) {
    assertEquals(await peer.ask(method, { path }), missing("value", { path }));
  }
});

test("null counts as not given for optional parameters", async (bus) => {
  const peer = await bus.tcp();
  const path = bus.path("a");
  await peer.do("add", {
    path,
    value: 1,
    fetchOnly: null,
    timeout: null,
    access: null,
  });
  await peer.send({
    method: "set",
    params: { path, value: 2, timeout: null, valueAsResult: null },
  });
  await peer.expect({ method: path, params: { value: 2 } });
  await peer.do("fetch", {
    id: "f",
    path: { equals: path, contains: null, containsAllOf: null },
    value: null,
    valueField: null,
    sort: null,
  });
  await peer.expect({ method: "f", params: { path, event: "add", value: 1 } });
});

test("rules of a wrong type are refused with their names", async (bus) => {
  const bystander = await bus.bystander();
  const peer = await bus.tcp();
  const objects = [7, "text", true, []];
  const texts = [7, true, [], {}];
  const lists = [7, "text", true, {}, [7], ["a", null]];
  const cases: [Record<string, unknown>, string][] = [
    ...objects.map((path): [Record<string, unknown>, string] => [
      { path },
      "the path rules must be an object",
    ]),
    ...objects.map((value): [Record<string, unknown>, string] => [
      { value },
      "value must be an object",
    ]),
    ...objects.map((valueField): [Record<string, unknown>, string] => [
      { valueField },
      "valueField must be an object",
    ]),
    ...objects.map((a): [Record<string, unknown>, string] => [
      { valueField: { a } },
      "a must be an object",
    ]),
    ...objects.map((sort): [Record<string, unknown>, string] => [
      { sort },
      "sort must be an object",
    ]),
    [{ path: { caseInsensitive: 1 } }, "caseInsensitive must be true or false"],
    [{ value: { isType: 7 } }, "isType must be the name of a type"],
  ];
  for (const [rule] of PATH_TEXT_RULES) {
    for (const operand of texts) {
      cases.push([{ path: { [rule]: operand } }, `${rule} must be a string`]);
    }
  }
  for (const [rule] of PATH_LIST_RULES) {
    for (const operand of lists) {
      cases.push([
        { path: { [rule]: operand } },
        `${rule} must be an array of strings`,
      ]);
    }
  }
  for (const rule of ["lessThan", "greaterThan"]) {
    for (const operand of [[], {}]) {
      cases.push([
        { value: { [rule]: operand } },
        `${rule} must be a number, a string, true, false or null`,
      ]);
    }
  }
  for (const [rules, reason] of cases) {
    const expected = invalidParams(reason);
    const text = JSON.stringify(rules);
    assertEquals(await peer.ask("get", rules), expected, text);
    assertEquals(await peer.ask("fetch", { id: 1, ...rules }), expected, text);
  }
  await bystander.noticedNothing();
});

test("a field that can't be understood is refused", async (bus) => {
  const peer = await bus.tcp();
  for (
    const field of ["a..b", ".a", "a.", "a[", "a[x]", 'a["b', "a]b", "a[-1]"]
  ) {
    const params = { id: "f", valueField: { [field]: { equals: 1 } } };
    const { error } = Object(await peer.ask("fetch", params));
    assertEquals(error?.code, -32602, field);
    assertEquals(String(error?.data).includes("can't be understood"), true);
  }
});

test("a timeout of any length is accepted", async (bus) => {
  const peer = await bus.tcp();
  const path = bus.path("m");
  await peer.send(
    `{"id":1,"method":"add","params":{"path":"${path}","timeout":1e300}}`,
  );
  await peer.expect({ id: 1, result: true });
  for (const timeout of ["1e300", "1e12"]) {
    await peer.send(
      `{"id":2,"method":"call","params":{"path":"${path}","timeout":${timeout}}}`,
    );
    const { id } = Object(await peer.next());
    await peer.quiet();
    await peer.send({ id, result: "here" });
    await peer.expect({ id: 2, result: "here" });
  }
});

test("a login at a daemon without users is refused", async (bus) => {
  const peer = await bus.tcp();
  assertEquals(
    await peer.ask("authenticate", { user: "u", password: "p" }),
    invalidParams({ invalidUser: true }),
  );
});
