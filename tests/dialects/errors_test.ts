import { assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import {
  assertFailure,
  type Expected,
  notFound,
} from "../support/dialect_errors.ts";
import { speaker } from "../support/population.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { KINDS } from "../support/speaker.ts";

const test = sharedDaemon().onOneRuntime;

const PARSE_ERROR = [
  -32600,
  "ParseError",
  "Message could not be parsed",
] as const;

function occupied(path: string): Expected {
  return {
    classic: [-32602, { pathAlreadyExists: path }],
    cjet: [-32602, { exists: path }],
    v3: [
      -32602,
      "Occupied",
      "A State/Method with the same path has already been added",
      path,
    ],
  };
}

function foreign(path: string, cjetTag: string): Expected {
  return {
    classic: [-32602, { foreignPath: path }],
    cjet: [-32602, { [cjetTag]: path }],
    v3: [-32600, "NotAllowed", "Not allowed", path],
  };
}

/** Refused because of what the element is: a method, or a state. */
function mismatch(
  path: string,
  wanted: "set" | "call",
): Expected {
  const is = wanted === "set" ? "method" : "state";
  const key = wanted === "set" ? "pathIsNotState" : "pathIsNotMethod";
  return {
    classic: [-32602, { [key]: path }],
    cjet: [-32602, { "set/call on element not possible": path }],
    v3: [
      -32600,
      "invalidMethod",
      "The path does not support this method",
      `Tried to ${wanted} ${path} which is a ${is}`,
    ],
  };
}

for (const kind of KINDS) {
  test(`${kind}: a path that is not there`, async (bus) => {
    const peer = await speaker(bus, kind);
    const path = bus.path("none");
    const asked = [
      ["set", { path, value: 1 }],
      ["call", { path, args: [] }],
      ["change", { path, value: 1 }],
      ["remove", { path }],
    ] as const;
    for (const [method, params] of asked) {
      assertFailure(peer, await peer.ask(method, params), notFound(path));
    }
  });

  test(`${kind}: a path that is taken, by oneself or by another`, async (bus) => {
    const owner = await speaker(bus, "2.x");
    const peer = await speaker(bus, kind);
    const [own, other] = [bus.path("own"), bus.path("other")];
    await peer.do("add", { path: own, value: 1 });
    await owner.do("add", { path: other });
    for (const path of [own, other]) {
      const answer = await peer.ask("add", { path, value: 2 });
      assertFailure(peer, answer, occupied(path));
    }
  });

  test(`${kind}: a state of another owner is neither changed nor removed`, async (bus) => {
    const owner = await speaker(bus, "3.x");
    const peer = await speaker(bus, kind);
    const path = bus.path("s");
    await owner.do("add", { path, value: 1 });
    const change = await peer.ask("change", { path, value: 2 });
    assertFailure(peer, change, foreign(path, "not owner of state"));
    // cjet looks for what is to be removed among the peer's own.
    const remove = await peer.ask("remove", { path });
    assertFailure(peer, remove, foreign(path, "not exists"));
  });

  test(`${kind}: a state for reading only`, async (bus) => {
    const owner = await speaker(bus, "cjet");
    const peer = await speaker(bus, kind);
    const [state, method] = [bus.path("s"), bus.path("m")];
    await owner.do("add", { path: state, value: 1, fetchOnly: true });
    await owner.do("add", { path: method, fetchOnly: true });
    const expected = (path: string): Expected => ({
      classic: [-32602, { fetchOnly: path }],
      cjet: [-32602, { fetchOnly: path }],
      v3: [-32602, "FetchOnly", "The State cannot be modified", path],
    });
    const set = await peer.ask("set", { path: state, value: 2 });
    assertFailure(peer, set, expected(state));
    const call = await peer.ask("call", { path: method, args: [] });
    assertFailure(peer, call, expected(method));
    await owner.quiet();
  });

  test(`${kind}: a method is not set and a state is not called`, async (bus) => {
    const owner = await speaker(bus, "2.x");
    const peer = await speaker(bus, kind);
    const [state, method] = [bus.path("s"), bus.path("m")];
    await owner.do("add", { path: state, value: 1 });
    await owner.do("add", { path: method });
    const set = await peer.ask("set", { path: method, value: 1 });
    assertFailure(peer, set, mismatch(method, "set"));
    const call = await peer.ask("call", { path: state, args: [] });
    assertFailure(peer, call, mismatch(state, "call"));
    await owner.quiet();
  });

  test(`${kind}: a parameter that is missing`, async (bus) => {
    const peer = await speaker(bus, kind);
    const path = bus.path("s");
    await peer.do("add", { path, value: 1 });
    const asked: [string, Record<string, unknown>, string, string][] = [
      ["add", { value: 1 }, "path", "no path given"],
      ["remove", {}, "path", "no path given"],
      ["set", { path }, "value", "no value found"],
      ["change", { path }, "value", "no value found"],
      ["fetch", { path: {} }, "id", "no fetch id given"],
    ];
    for (const [method, params, param, reason] of asked) {
      assertFailure(peer, await peer.ask(method, params), {
        classic: [-32602, { missingParam: param, got: params }],
        cjet: [-32602, { reason }],
        v3: PARSE_ERROR,
      });
    }
    assertFailure(peer, await peer.ask("add"), {
      classic: [-32602, { missingParam: "params", got: {} }],
      cjet: [-32602, { reason: "no params found" }],
      v3: PARSE_ERROR,
    });
  });

  test(`${kind}: a parameter of a wrong type`, async (bus) => {
    const peer = await speaker(bus, kind);
    const params = { path: 7, value: 1 };
    assertFailure(peer, await peer.ask("add", params), {
      classic: [-32602, { wrongType: "path", got: params }],
      cjet: [-32602, { reason: "path is not a string" }],
      v3: PARSE_ERROR,
    });
  });

  test(`${kind}: a fetch id that is in use`, async (bus) => {
    const peer = await speaker(bus, kind);
    await peer.fetch({ path: bus.here() });
    const params = { id: peer.fetchId, path: bus.here() };
    assertFailure(peer, await peer.ask("fetch", params), {
      classic: [-32602, { fetchIdInUse: peer.fetchId }],
      cjet: [-32602, { reason: "fetch id already in use" }],
      v3: [
        -32602,
        "Occupied",
        "A State/Method with the same path has already been added",
        "FetchId already in use",
      ],
    });
  });

  test(`${kind}: an unknown rule`, async (bus) => {
    const peer = await speaker(bus, kind);
    const params = { id: peer.fetchId, path: { ...bus.here(), bogus: "x" } };
    const answer = await peer.ask("fetch", params);
    const { code, name, data } = asRecord(answer.error);
    assertEquals(code, -32602);
    if (!peer.isV3) return;
    assertEquals(name, "jet.InvalidArgument");
    assertEquals(asRecord(data).name, "jet.InvalidArgument");
    assertEquals(String(asRecord(data).details).includes("bogus"), true);
  });

  test(`${kind}: an unknown method`, async (bus) => {
    const peer = await speaker(bus, kind);
    const params = { path: bus.path("s") };
    assertFailure(peer, await peer.ask("nonsense", params), {
      classic: [-32601, "nonsense"],
      cjet: [-32601, { reason: "nonsense" }],
      v3: [-32601, "MethodNotFound", "Method not found"],
    });
  });

  test(`${kind}: an owner that stays silent`, async (bus) => {
    const owner = await speaker(bus, "3.x");
    const peer = await speaker(bus, kind);
    const [state, method] = [bus.path("s"), bus.path("m")];
    await owner.do("add", { path: state, value: 1 });
    await owner.do("add", { path: method });
    // C++ programs are tested with a timeout of 1 ms.
    const asked = [
      ["set", { path: state, value: 2, timeout: 0.001 }],
      ["call", { path: method, args: [1], timeout: 0.001 }],
    ] as const;
    for (const [name, params] of asked) {
      const answer = await peer.ask(name, params);
      const { id } = await owner.forwarded();
      assertFailure(peer, answer, {
        classic: [-32001, params],
        cjet: [-32603, { reason: "timeout for routed request" }],
        v3: [
          -32001,
          "PeerTimeout",
          "The peer processing the request did not respond within the specified timeout",
        ],
      });
      await owner.send({ id, result: {} });
      await owner.quiet();
      await peer.quiet();
    }
  });

  test(`${kind}: the timeout that a C++ owner names when it adds`, async (bus) => {
    const owner = await speaker(bus, "cjet");
    const peer = await speaker(bus, kind);
    const path = bus.path("m");
    await owner.do("add", { path, timeout: 0.001 });
    const { error } = await peer.ask("call", { path, args: [] });
    const code = kind === "cjet" ? -32603 : -32001;
    assertEquals(asRecord(error).code, code);
  });

  test(`${kind}: an owner that leaves while it is waited for`, async (bus) => {
    for (const ownerKind of KINDS) {
      const owner = await speaker(bus, ownerKind);
      const peer = await speaker(bus, kind);
      const path = bus.path(`m of ${ownerKind}`);
      await owner.do("add", { path, timeout: 3600 });
      const id = await peer.request("call", { path, args: [] });
      await owner.forwarded();
      owner.client.close();
      assertFailure(peer, await peer.answer(id), {
        classic: [-32603, {
          message: "the owner of the path has gone",
          stack: "",
        }],
        cjet: [-32603, { reason: "peer shuts down" }],
        v3: [-32002, "ConnectionClosed", "The connection is closed", path],
      });
    }
  });

  test(`${kind}: a path that is too long is refused as such, and not quoted whole`, async (bus) => {
    const peer = await speaker(bus, kind);
    const path = bus.path("é".repeat(33_000));
    const quoted = path.slice(0, 1024);
    const id = await peer.request("add", { path, value: 1 });
    assertFailure(peer, await peer.answer(id), {
      classic: [-32602, { pathTooLong: quoted }],
      cjet: [-32602, { pathTooLong: quoted }],
      v3: [
        -32602,
        "InvalidArgument",
        "The provided argument(s) have been refused by the State/Method",
        "the path is too long",
      ],
    });
    const absent = await peer.request("remove", { path });
    assertFailure(peer, await peer.answer(absent), notFound(quoted));
    for (
      const [method, params] of [
        ["x".repeat(5000), {}],
        ["config", { encoding: "x".repeat(5000) }],
        ["unfetch", { id: "x".repeat(5000) }],
        ["get", { path: { ["x".repeat(5000)]: 1 } }],
      ] as const
    ) {
      const id = await peer.request(method, params);
      const answer = JSON.stringify(await peer.answer(id));
      assertEquals(answer.length < 2048, true, answer);
    }
  });

  test(`${kind}: text that is not JSON and requests that are none end nothing`, async (bus) => {
    const peer = await speaker(bus, kind);
    await peer.client.send('{"id":1,');
    const unread = asRecord(await peer.client.next());
    const id = peer.nextId();
    await peer.send({ id });
    const { error } = await peer.answer(id);
    if (kind === "cjet") {
      const reason = "neither request nor response";
      assertEquals(asRecord(error).data, { reason });
    }
    const codes = peer.isV3 ? [-32600, -32600] : [-32700, -32600];
    assertEquals(
      [asRecord(unread.error).code, asRecord(error).code],
      codes,
    );
    await peer.quiet();
  });
}
