import { assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { Program } from "../support/process.ts";
import { onEachRuntime, ROOT, type RuntimeName } from "../support/runtimes.ts";
import { type Kind, Speaker } from "../support/speaker.ts";
import { basic, upgrade } from "../support/upgrade.ts";
import { WebSocketClient } from "../support/websocket_client.ts";

const PROGRAM = `${ROOT}tests/access/programs/authorize.ts`;
const PATH = "/jet";

/** The programs that run, by runtime and arguments. */
const programs = new Map<string, Promise<Program>>();

Deno.test.afterAll(async () => {
  for (const started of programs.values()) {
    const program = await started;
    await program[Symbol.asyncDispose]();
    assertEquals(program.stderr.all, []);
  }
});

/** Tests the program by its port; tests with the same arguments share it. */
async function embedded(
  runtime: RuntimeName,
  args: readonly string[],
  test: (port: number) => Promise<void>,
): Promise<void> {
  const key = [runtime, ...args].join(" ");
  const started = programs.get(key) ??
    Program.start(runtime, PROGRAM, { args });
  programs.set(key, started);
  const { stdout } = await started;
  const port = Number((await stdout.match(/^port (\d+)$/))[1]);
  await stdout.match(/^ready$/);
  await test(port);
}

/** Asks for a connection and returns the answer's status. */
async function status(
  port: number,
  headers: Record<string, string>,
): Promise<number> {
  return (await upgrade(port, { path: PATH, headers })).status;
}

/** Connects a peer that has these header fields. */
async function connect(
  port: number,
  kind: Kind,
  headers: Record<string, string>,
): Promise<Speaker> {
  const client = await WebSocketClient.connect(port, { path: PATH, headers });
  return await Speaker.begin(kind, client);
}

const KNOWN: [string, Record<string, string>][] = [
  ["a cookie", { Cookie: "a=b; session=staff" }],
  ["a token", { Authorization: "Bearer token-1" }],
  ["name and password", { Authorization: basic("ann", "known") }],
];

onEachRuntime(
  "who the hook of a program knows has that user's rights",
  (runtime) =>
    embedded(runtime, [], async (port) => {
      for (const [what, headers] of KNOWN) {
        for (const kind of ["2.x", "3.x"] as const) {
          const peer = await connect(port, kind, headers);
          const path = { equals: "staff" };
          const add = peer.event("add", "staff", 42);
          await peer.fetch({ path }, add);
          const { result } = await peer.ask("call", {
            path: "whoami",
            args: [],
          });
          assertEquals(result, "staff", what);
          peer.client.close();
        }
      }
    }),
);

onEachRuntime(
  "a client unknown to the hook has no login and sees nothing",
  (runtime) =>
    embedded(runtime, [], async (port) => {
      const peer = await connect(port, "2.x", {});
      await peer.fetch({ path: { equals: "staff" } });
      assertEquals(await peer.ask("get", {}), { result: [] });
      const asked = [
        ["set", { path: "staff", value: 1 }],
        ["call", { path: "whoami", args: [] }],
      ] as const;
      for (const [method, params] of asked) {
        const { error } = await peer.ask(method, params);
        assertEquals(asRecord(error).data, { pathNotExists: params.path });
      }
      peer.client.close();
    }),
);

onEachRuntime(
  "the hook's own refusal is the answer",
  (runtime) =>
    embedded(runtime, [], async (port) => {
      assertEquals(await status(port, { Cookie: "session=stolen" }), 403);
      assertEquals(await status(port, { Authorization: "Bearer x" }), 401);
      const wrong = basic("ann", "wrong");
      assertEquals(await status(port, { Authorization: wrong }), 401);
      // What can't be understood does not even get to the hook.
      assertEquals(await status(port, { Authorization: "Digest x" }), 401);
    }),
);

onEachRuntime(
  "pages of a program's own host may connect to its route, strangers not",
  (runtime) =>
    embedded(runtime, ["https://partner.example"], async (port) => {
      const ask = (Origin: string, Host: string) =>
        status(port, { Origin, Host });
      const name = "shop.example";
      assertEquals(await ask(`http://${name}`, name), 101);
      assertEquals(await ask(`https://${name}`, name), 101);
      assertEquals(await ask(`http://${name}:81`, `${name}:81`), 101);
      assertEquals(await ask("https://partner.example", name), 101);
      assertEquals(await ask("http://localhost:5173", name), 101);
      assertEquals(await ask("http://evil.example", name), 403);
      assertEquals(await ask(`http://${name}:82`, `${name}:81`), 403);
      assertEquals(await ask(`http://sub.${name}`, name), 403);
      assertEquals(await ask("null", name), 403);
    }),
);

onEachRuntime(
  "the cookie of a user does not open the door for a stranger's page",
  (runtime) =>
    embedded(runtime, [], async (port) => {
      const headers = {
        Cookie: "session=staff",
        Origin: "http://evil.example",
        Host: "shop.example",
      };
      assertEquals(await status(port, headers), 403);
    }),
);
