/**
 * Tokens: what each right reaches by each way in, and how it ends.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Daemon, UserStore } from "../../daemon.ts";
import { StoreAuthenticator } from "../../daemon/users/authenticator.ts";
import { TokenStore } from "../../daemon/users/token_store.ts";
import { UserWatch } from "../../daemon/users/watch.ts";
import { Method, type Peer, State } from "../../peer.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { PASSWORD, USERS } from "../support/users.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { basic, upgrade } from "../support/upgrade.ts";

const ACCESS = { fetchGroups: ["a"], setGroups: ["a"], callGroups: ["a"] };

/** A daemon with users and some elements, and what tests do with it. */
interface Scene {
  readonly daemon: Daemon;
  readonly users: UserStore;
  readonly port: number;
  readonly base: string;
  readonly root: Peer;
  token(args: Record<string, unknown>): Promise<{ id: string; token: string }>;
  revoke(...ids: string[]): Promise<void>;
}

function test(name: string, body: (scene: Scene) => Promise<void>): void {
  Deno.test(name, async () => {
    const users = UserStore.memory({ cost: 2 });
    await users.addUser("joe", PASSWORD, ["a", "b"]);
    await users.addUser("root", PASSWORD, ["a"], { admin: true });
    await using daemon = new Daemon({ users, gun: {} });
    const [{ port }] = await daemon.listen({ wsPort: 0 });
    const owner = daemon.peer({ user: "joe", password: PASSWORD });
    for (const room of ["hall", "attic"]) {
      for (const [group, access] of [["free", undefined], ["a", ACCESS]]) {
        await owner.add(
          new State(`house/${room}/${group}`, 1, {
            access: typeof access === "string" ? undefined : access,
            set: () => {},
          }),
        );
      }
      await owner.add(
        new Method(`house/${room}/call`, () => 3, { access: ACCESS }),
      );
    }
    await owner.add(
      new State("b", 1, {
        access: { fetchGroups: ["b"], setGroups: ["b"], callGroups: ["b"] },
        set: () => {},
      }),
    );
    const root = daemon.peer({ user: "root", password: PASSWORD });
    await root.connected;
    try {
      await body({
        daemon,
        users,
        port: port ?? 0,
        base: `http://localhost:${port}`,
        root,
        token: (args) => root.call("$jet/tokens/create", args),
        async revoke(...ids) {
          await root.call("$jet/tokens/revoke", ids);
        },
      });
    } finally {
      await Promise.all([owner.close(), root.close()]);
    }
  });
}

/** Read, HEAD, set, call, number of children listed and of what matches. */
async function routes(
  { base }: Scene,
  room: string,
  Authorization: string,
): Promise<(number | string)[]> {
  const ask = async (method: string, route: string, body?: string) => {
    const headers = { Authorization };
    const response = await fetch(base + route, { method, headers, body });
    return [response.status, await response.text()] as const;
  };
  const states = `/v1/states/house/${room}`;
  const [listed, children] = await ask("GET", `/v1/nodes/house/${room}`);
  const [, found] = await ask("GET", `/v1/fetch?startsWith=house/${room}/`);
  return [
    (await ask("GET", `${states}/a`))[0],
    (await ask("HEAD", `${states}/free`))[0],
    (await ask("PUT", `${states}/free`, "2"))[0],
    (await ask("PUT", `${states}/a`, "2"))[0],
    (await ask("POST", `/v1/methods/house/${room}/call`, "[]"))[0],
    listed === 200 ? JSON.parse(children).n : listed,
    JSON.parse(found).length,
  ];
}

const ALL = [200, 200, 204, 204, 200, 3, 3];
const NONE = [404, 404, 404, 404, 404, 404, 0];

test("each route obeys the rights of a token", async (scene) => {
  const cases: [Record<string, unknown>, hall: unknown, attic: unknown][] = [
    [{}, ALL, ALL],
    [{ groups: ["a"] }, ALL, ALL],
    [{ groups: ["b"] }, [404, 200, 204, 404, 404, 1, 1], [
      404,
      200,
      204,
      404,
      404,
      1,
      1,
    ]],
    [{ read: ["#"] }, [200, 200, 403, 403, 403, 3, 3], [
      200,
      200,
      403,
      403,
      403,
      3,
      3,
    ]],
    [{ read: ["house/hall/#"] }, [200, 200, 403, 403, 403, 3, 3], NONE],
    [{ read: ["house/+/a"], set: ["house/hall/#"] }, [
      200,
      404,
      204,
      204,
      404,
      1,
      1,
    ], [200, 404, 404, 403, 404, 1, 1]],
    [{ call: ["house/attic/call"] }, NONE, [404, 404, 404, 404, 200, 404, 0]],
    [{ add: ["new/#"] }, NONE, NONE],
  ];
  for (const [limits, hall, attic] of cases) {
    const { token } = await scene.token({ user: "joe", ...limits });
    const ways = [`Bearer ${token}`, basic("joe", token), basic("", token)];
    for (const way of ways) {
      const said = JSON.stringify(limits);
      assertEquals(await routes(scene, "hall", way), hall, said);
      assertEquals(await routes(scene, "attic", way), attic, said);
    }
  }
});

test("a token logs in peers, with the same rights", async (scene) => {
  const { daemon } = scene;
  const { token } = await scene.token({
    user: "joe",
    read: ["house/hall/#"],
    set: ["house/attic/free"],
    add: ["new/+"],
  });
  for (const user of ["joe", ""]) {
    await using peer = daemon.peer({ user, password: token });
    const found = await peer.get({});
    assertEquals(found.map(({ path }) => path).sort(), [
      "house/hall/a",
      "house/hall/call",
      "house/hall/free",
    ]);
    assertEquals(
      (await peer.get({ path: { equalsOneOf: ["b", "house/hall/a"] } })).length,
      1,
    );
    const folded = { equals: "HOUSE/ATTIC/FREE", caseInsensitive: true };
    assertEquals(await peer.get({ path: folded }), []);
    const upper = { equals: "HOUSE/HALL/FREE", caseInsensitive: true };
    assertEquals((await peer.get({ path: upper })).length, 1);
    await peer.set("house/attic/free", 5);
    await assertRejects(() => peer.set("house/attic/a", 5));
    await assertRejects(() => peer.set("house/hall/free", 5));
    await assertRejects(() => peer.set("gun/house/hall/free", 5));
    await assertRejects(() => peer.call("house/hall/call", []));
    const added = new State("new/one", 1);
    await peer.add(added);
    await assertRejects(() => peer.add(new State("other", 1)));
    await assertRejects(() => peer.changePassword("joe", "mine"));
    await added.remove();
  }
  await using other = daemon.peer({ user: "root", password: token });
  await assertRejects(() => other.connected);
});

test("a fetch before the login does not reach further after it", async (scene) => {
  const { token } = await scene.token({ user: "joe", read: ["none"] });
  const socket = new WebSocket(`ws://localhost:${scene.port}/`);
  const answers: unknown[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.onmessage = ({ data }) => {
    answers.push(data);
    if (String(data).includes('"id":2')) resolve();
  };
  socket.onopen = () => {
    socket.send(
      '{"id":1,"method":"fetch","params":{"id":"f","path":{"contains":"x"}}}',
    );
    const params = { user: "", password: token };
    socket.send(JSON.stringify({ id: 2, method: "authenticate", params }));
  };
  await promise;
  assertMatch(String(answers.at(-1)), /before the first fetch/);
  const closed = new Promise((resolve) => socket.onclose = resolve);
  socket.close();
  await closed;
});

test("a revoked token ends its streams and connections at once", async (scene) => {
  const { base, daemon } = scene;
  const { id, token } = await scene.token({ user: "joe", name: "stream" });
  const headers = {
    Authorization: `Bearer ${token}`,
    Accept: "application/x-ndjson",
  };
  const response = await fetch(`${base}/v1/fetch?path=b`, { headers });
  const peer = daemon.peer({ user: "joe", password: token });
  await peer.connected;
  const lost = new Promise((resolve) =>
    peer.addEventListener("disconnect", resolve, { once: true })
  );
  const [row] = await scene.root.call<Record<string, unknown>[]>(
    "$jet/tokens",
    [],
  );
  assertEquals([row.id, row.user, row.name], [id, "joe", "stream"]);
  assert(Number(row.used) > 0 && !("hash" in row));
  await scene.revoke(id);
  assertMatch(await response.text(), /"event":"end"/);
  await lost;
  await peer.close();
  const again = await fetch(`${base}/v1/fetch?path=b`, { headers });
  assertEquals(again.status, 401);
  assertEquals((await again.json()).code, "unauthorized");
});

test("a removed user has no tokens, nor has the next one of this name", async (scene) => {
  const { users, base } = scene;
  const { token } = await scene.token({ user: "joe" });
  const status = async () => {
    const headers = { Authorization: `Bearer ${token}` };
    const response = await fetch(`${base}/v1/fetch?path=b`, { headers });
    await response.body?.cancel();
    return response.status;
  };
  assertEquals(await status(), 200);
  await users.removeUser("joe");
  assertEquals(await status(), 401);
  await users.addUser("joe", PASSWORD, ["a", "b"]);
  assertEquals(await status(), 401);
});

test("tokens log in at WebSockets and at GUN, one limited to paths at Jet only", async (scene) => {
  const all = await scene.token({ user: "joe" });
  const some = await scene.token({ user: "joe", read: ["#"] });
  const status = async (path: string, token: string) => {
    const Authorization = `Bearer ${token}`;
    const answer = await upgrade(scene.port, {
      path,
      headers: { Authorization },
    });
    return answer.status;
  };
  assertEquals(await status("/", all.token), 101);
  assertEquals(await status("/", some.token), 101);
  assertEquals(await status("/gun", all.token), 101);
  assertEquals(await status("/gun", some.token), 403);
  assertEquals(await status("/", `${all.token.slice(0, -1)}_`), 401);
});

test("tokens are made by administrators, for users that there are", async (scene) => {
  const { daemon, root } = scene;
  const create = (args: unknown) =>
    root.call("$jet/tokens/create", Object(args));
  for (
    const [args, reason] of [
      [{}, /name of a user/],
      [{ user: "none" }, /no such user/],
      [{ user: "joe", admin: true }, /only administrators/],
      [{ user: "joe", ends: 1 }, /past/],
      [{ user: "joe", read: ["a/#/b"] }, /patterns/],
      [{ user: "joe", groups: "a" }, /array of texts/],
      [{ user: "joe", groups: [""] }, /group/],
      [{ user: "joe", name: "a\nb" }, /control/],
    ] as const
  ) await assertRejects(() => create(args), Error, undefined, String(reason));
  await using joe = daemon.peer({ user: "joe", password: PASSWORD });
  for (const method of ["tokens", "tokens/create", "tokens/revoke"]) {
    await assertRejects(() => joe.call(`$jet/${method}`, []));
  }
  const plain = await scene.token({ user: "root" });
  await using limited = daemon.peer({ user: "root", password: plain.token });
  await assertRejects(() => limited.call("$jet/tokens", []));
  const full = await scene.token({ user: "root", admin: true });
  await using admin = daemon.peer({ user: "root", password: full.token });
  assertEquals((await admin.call<unknown[]>("$jet/tokens", [])).length, 2);
});

/** A store on a virtual clock, with a token of joe that ends after an hour. */
async function ending() {
  const folder = await TemporaryFolder.create();
  const file = await folder.write("users.json", USERS);
  const clock = new VirtualClock();
  const store = await UserStore.open(file);
  const users = new StoreAuthenticator(store, { clock });
  const ends = Math.floor(clock.now() / 1000) + 3600;
  const made = await users.tokens.create("joe", "", { ends });
  assert(typeof made !== "string");
  return { folder, file, clock, store, users, made };
}

Deno.test("a token ends in time, for open connections within a second", async () => {
  const { folder, clock, store, users, made } = await ending();
  await using _folder = folder;
  let changes = 0;
  const watch = new UserWatch(
    store,
    new TokenStore(store, clock),
    clock,
    () => changes++,
    () => {},
  );
  watch.start();
  const user = await users.authenticate("", made.text, "10.0.0.1:1");
  assert(!("kind" in user));
  assertEquals(users.current(user), user);
  const before = changes;
  clock.pass(3_600_000);
  for (let i = 0; i < 1000 && changes === before; i++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  assert(changes > before);
  assertEquals(users.current(user), null);
  watch.stop();
});

Deno.test("the file has no token, but its hash and rights; another store reads them", async () => {
  const { folder, file, clock, store, made } = await ending();
  await using _folder = folder;
  const text = await Deno.readTextFile(file);
  assert(!text.includes(made.text) && text.includes(made.id));
  // The secret may have the separator in it.
  assert(!text.includes(made.text.split("_").slice(2).join("_")));
  const other = new TokenStore(await UserStore.open(file), clock);
  assertEquals(other.check(made.text)?.user, "joe");
  const last = made.text.endsWith("A") ? "B" : "A";
  assertEquals(other.check(made.text.slice(0, -1) + last), undefined);
  await store.changePassword("joe", "another");
  assertEquals([...store.tokens.keys()], [made.id]);
});

Deno.test("wrong tokens are refused later and later, right ones never", async () => {
  const { folder, clock, users, made } = await ending();
  await using _folder = folder;
  const delays: number[] = [];
  const began = () => clock.monotonic();
  for (let i = 0; i < 4; i++) {
    const start = began();
    const wrong = `jet_${made.id}_${"A".repeat(43)}`;
    let done = false;
    const refused = users.authenticate("", wrong, `10.0.0.1:${i}`)
      .finally(() => done = true);
    while (!done) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (!done) clock.pass(10);
    }
    assert("kind" in await refused);
    delays.push(began() - start);
    const at = began();
    assert(!("kind" in await users.authenticate("", made.text, "10.0.0.2:1")));
    assertEquals(began(), at);
  }
  assert(delays[0] < delays[1] && delays[1] < delays[2], delays.join());
});
