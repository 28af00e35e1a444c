// Who may do what: users, operations and protocols in one table, before and
// after a login.
import { assertEquals } from "@std/assert";
import { Daemon, UserStore } from "../../daemon.ts";
import { Method, type Peer, State } from "../../peer.ts";
import { BinaryClient, json, u32, value } from "../support/binary_client.ts";
import { asRecord } from "../support/client.ts";
import { GunClient } from "../support/gun_client.ts";
import { MsgpackClient } from "../support/msgpack_client.ts";
import { type Kind, Speaker } from "../support/speaker.ts";
import { StreamClient } from "../support/stream_client.ts";
import { basic, upgrade } from "../support/upgrade.ts";

const PASSWORD = "pw";

/** How a request ends. */
type Outcome =
  | "ok"
  /** As for a path that does not exist. */
  | "notFound"
  | "noAccess"
  /** For another reason: it is another peer's element. */
  | "refused";

/** What is done. */
const OPERATIONS = [
  "see",
  "set",
  "call",
  "change",
  "remove",
  "list",
  "change below",
  "passwd",
  "add",
  "add to eve's",
  "add to ann's",
] as const;
type Operation = typeof OPERATIONS[number];

/** The elements, each as state and as method, with their access. */
const ELEMENTS = {
  open: undefined,
  shown: { fetchGroups: ["public"] },
  usable: {
    fetchGroups: ["public"],
    setGroups: ["operators"],
    callGroups: ["operators"],
  },
  secret: {
    fetchGroups: ["admins"],
    setGroups: ["admins"],
    callGroups: ["admins"],
  },
};
type ElementName = keyof typeof ELEMENTS;

/** Users of the clients; `anonymous` is a peer without a login. */
const USERS = ["anonymous", "joe", "eve", "ann", "root"] as const;
type User = typeof USERS[number];

/** What may be done with an element: nothing, fetch only, everything. */
const RIGHTS: Record<ElementName, Record<User, "none" | "fetch" | "all">> = {
  open: { anonymous: "all", joe: "all", eve: "all", ann: "all", root: "all" },
  shown: {
    anonymous: "none",
    joe: "fetch",
    eve: "fetch",
    ann: "none",
    root: "none",
  },
  usable: {
    anonymous: "none",
    joe: "all",
    eve: "fetch",
    ann: "none",
    root: "none",
  },
  secret: {
    anonymous: "none",
    joe: "none",
    eve: "none",
    ann: "none",
    root: "all",
  },
};

/** Who may add what the patterns of a user cover: it, and who has none. */
const MAY_ADD: Record<string, readonly User[]> = {
  "add to eve's": ["eve", "joe", "root"],
  "add to ann's": ["ann", "joe", "root"],
};

async function usersOfAll(): Promise<UserStore> {
  const users = UserStore.memory({ cost: 2 });
  const groups = (fetchGroups: string[], others: string[]) => ({
    fetchGroups,
    setGroups: others,
    callGroups: others,
  });
  const operators = groups(["public"], ["operators"]);
  await users.addUser("joe", PASSWORD, operators);
  await users.addUser("eve", PASSWORD, groups(["public"], []), {
    owns: ["eve/#"],
  });
  await users.addUser("ann", PASSWORD, [], { owns: ["ann/#"] });
  await users.addUser("root", PASSWORD, ["admins"], { admin: true });
  await users.addUser("late", PASSWORD, operators);
  return users;
}

/** A run of the table. */
interface Run {
  readonly protocol: string;
  readonly closed: boolean;
}

/** What a user's operation on an element comes to. */
function expected(
  user: User,
  element: ElementName,
  operation: Operation,
  { protocol, closed }: Run,
): Outcome {
  if (operation === "add to ann's" || operation === "add to eve's") {
    return MAY_ADD[operation].includes(user) ? "ok" : "noAccess";
  }
  // The password of eve.
  if (operation === "passwd") {
    if (user === "eve" || user === "root") return "ok";
    return protocol === "3.x" ? "noAccess" : "refused";
  }
  // It has no elements of its own there.
  if (operation === "change below") return "notFound";
  const shut = closed && user === "anonymous";
  if (operation === "add") {
    // No pattern covers the path.
    const own = closed ? user === "eve" || user === "ann" : false;
    return shut || own ? "noAccess" : "ok";
  }
  const rights = shut ? "none" : RIGHTS[element][user];
  if (rights === "none") return "notFound";
  if (operation === "see" || operation === "list") return "ok";
  // cjet calls both the same.
  if (operation === "remove" && protocol === "cjet") return "notFound";
  if (operation === "change" || operation === "remove") return "refused";
  return rights === "all" ? "ok" : "noAccess";
}

/** A peer of some protocol. */
interface Client extends AsyncDisposable {
  /** Logs in; `false` if that is refused. */
  login(user: string): Promise<boolean>;
  /** Carries out an operation on the path of a state or method. */
  ask(operation: Operation, path: string): Promise<Outcome>;
  /** Waits until the daemon has ended the connection. */
  ending(): Promise<unknown>;
}

/** The outcome by an error object of any dialect. */
function outcomeOf(error: unknown): Outcome {
  const { name, message, data } = asRecord(error);
  const text = JSON.stringify(data ?? "");
  if (/"(pathNotExists|not exists)":/.test(text) || name === "jet.NotFound") {
    return "notFound";
  }
  const denied = /"(noAccess|request not authorized)":/.test(text) ||
    message === "Missing authorization";
  return denied ? "noAccess" : "refused";
}

/** A client whose messages are JSON objects or the same as MessagePack. */
function jsonClient(
  send: (method: string, params: unknown) => Promise<unknown>,
  rest: Pick<Client, "ending" | typeof Symbol.asyncDispose>,
): Client {
  const ask = async (method: string, params: unknown) => {
    const answer = asRecord(await send(method, params));
    return "error" in answer ? outcomeOf(answer.error) : answer;
  };
  return {
    ...rest,
    async login(user) {
      const params = { user, password: PASSWORD };
      return typeof await ask("authenticate", params) !== "string";
    },
    async ask(operation, path) {
      if (operation === "see") {
        const found = await ask("get", { path: { equals: path } });
        if (typeof found === "string") return found;
        return JSON.stringify(found.result) === "[]" ? "notFound" : "ok";
      }
      if (operation === "list") {
        const listed = await ask("list", { path: "" });
        if (typeof listed === "string") return listed;
        const isThere = JSON.stringify(listed.result).includes(`"${path}"`);
        return isThere ? "ok" : "notFound";
      }
      if (operation === "change below") {
        const params = { below: path, values: { "": 1 } };
        const changed = await ask("change", params);
        return typeof changed === "string" ? changed : "ok";
      }
      if (operation === "passwd") {
        const params = { user: "eve", password: PASSWORD };
        const done = await ask("passwd", params);
        return typeof done === "string" ? done : "ok";
      }
      const method = operation.startsWith("add") ? "add" : operation;
      const answer = await ask(
        method,
        operation === "call" ? { path, args: [] } : { path, value: 1 },
      );
      return typeof answer === "string" ? answer : "ok";
    },
  };
}

async function speak(kind: Kind, port: number): Promise<Client> {
  const stream = await StreamClient.tcp(port);
  const speaker = await Speaker.begin(kind, stream);
  return jsonClient((method, params) => speaker.ask(method, params), {
    ending: () => stream.ending(),
    [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose](),
  });
}

async function speakMsgpack(port: number): Promise<Client> {
  const client = await MsgpackClient.tcp(port);
  await client.switch();
  return jsonClient((method, params) => client.ask(method, params), {
    ending: () => Promise.resolve(),
    [Symbol.asyncDispose]() {
      client[Symbol.dispose]();
      return Promise.resolve();
    },
  });
}

const FUNCTIONS = {
  "see": 15,
  "set": 3,
  "call": 6,
  "change": 7,
  "remove": 2,
  "list": 14,
  "change below": 20,
  "passwd": 16,
  "add": 1,
  "add to eve's": 1,
  "add to ann's": 1,
} as const;

async function speakBinary(port: number): Promise<Client> {
  const client = await BinaryClient.connect(port);
  // Whether the answer to a request is no error, or which one.
  const ask = async (
    fn: number,
    ...payload: Parameters<typeof client.send>
  ) => {
    await client.request(fn, ...payload);
    const answer = await client.message();
    if (answer[5] === 0) return "ok";
    const text = new TextDecoder().decode(answer);
    if (text.includes("pathNotExists")) return "notFound";
    return text.includes("noAccess") ? "noAccess" : "refused";
  };
  const listed = async (path: string): Promise<Outcome> => {
    await client.request(14, "");
    const text = new TextDecoder().decode(await client.message());
    // A name with its length before it.
    return text.includes(`${String.fromCharCode(path.length)}\0${path}`)
      ? "ok"
      : "notFound";
  };
  return {
    login: async (user) => await ask(13, user, PASSWORD) === "ok",
    ask(operation, path) {
      if (operation === "passwd") return ask(16, "eve", PASSWORD);
      if (operation === "change below") {
        return ask(20, path, u32(1), "", json(1));
      }
      if (operation === "list") return listed(path);
      const bare = operation === "see" || operation === "remove";
      const fn = FUNCTIONS[operation];
      if (bare) return ask(fn, path);
      return ask(fn, path, operation === "call" ? value(0) : json(1));
    },
    ending: () => client.ending(),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

/** Ports of a daemon. */
interface Ports {
  readonly tcp: number;
  readonly ws: number;
  readonly binary: number;
}

const PROTOCOLS: Record<string, (ports: Ports) => Promise<Client>> = {
  "2.x": ({ tcp }) => speak("2.x", tcp),
  "lua": ({ tcp }) => speak("lua", tcp),
  "cjet": ({ tcp }) => speak("cjet", tcp),
  "3.x": ({ tcp }) => speak("3.x", tcp),
  "MessagePack": ({ tcp }) => speakMsgpack(tcp),
  "binary": ({ binary }) => speakBinary(binary),
};

/** Starts a daemon with the elements, owned by a program's own peer. */
async function withDaemon(
  closed: boolean,
  body: (ports: Ports, users: UserStore, owner: Peer) => Promise<void>,
): Promise<void> {
  const users = await usersOfAll();
  await using daemon = new Daemon({
    users,
    closed,
    gun: { share: [{ matches: "+", settable: true }] },
  });
  const none = { fetchGroups: [], setGroups: [], callGroups: [] };
  const owner = daemon.peer({}, { name: "owner", rights: none });
  for (const [name, access] of Object.entries(ELEMENTS)) {
    await owner.add(new State(name, 0, { access, set() {} }));
    await owner.add(new Method(`${name}()`, () => 0, { access }));
  }
  const [tcp, ws, binary] = await daemon.listen({
    port: 0,
    wsPort: 0,
    binaryPort: 0,
  });
  const ports = { tcp: tcp.port, ws: ws.port, binary: binary.port };
  await body(ports, users, owner);
}

/** All outcomes of one client, and those that are expected. */
async function rowsOf(
  client: Client,
  user: User,
  run: Run,
  unique: string,
): Promise<[Record<string, Outcome>, Record<string, Outcome>]> {
  const found: Record<string, Outcome> = {};
  const wanted: Record<string, Outcome> = {};
  for (const element of Object.keys(ELEMENTS)) {
    for (const operation of OPERATIONS) {
      if (!isElement(element)) continue;
      const adds = operation.startsWith("add") || operation === "passwd";
      if (adds && element !== "open") continue;
      const path = pathFor(operation, element, unique);
      const key = `${user}: ${operation} ${path}`;
      found[key] = await client.ask(operation, path);
      wanted[key] = expected(user, element, operation, run);
    }
  }
  return [found, wanted];
}

function pathFor(
  operation: Operation,
  element: ElementName,
  unique: string,
): string {
  switch (operation) {
    case "call":
      return `${element}()`;
    case "add":
      return `free/${unique}`;
    case "add to eve's":
      return `eve/${unique}`;
    case "add to ann's":
      return `ann/${unique}`;
    default:
      return element;
  }
}

function isElement(name: string): name is ElementName {
  return name in ELEMENTS;
}

for (const closed of [false, true]) {
  for (const [protocol, connect] of Object.entries(PROTOCOLS)) {
    Deno.test(`${protocol}${closed ? ", --closed" : ""}: everybody may do what the table says`, () =>
      withDaemon(closed, async (ports, users) => {
        const run = { protocol, closed };
        for (const user of USERS) {
          await using client = await connect(ports);
          const before = await rowsOf(client, "anonymous", run, `${user}0`);
          assertEquals(before[0], before[1], "before the login");
          if (user === "anonymous") continue;
          assertEquals(await client.login(user), true);
          const after = await rowsOf(client, user, run, `${user}1`);
          assertEquals(after[0], after[1], "after the login");
        }
        // Who is removed is disconnected, and can't log in again.
        await using late = await connect(ports);
        assertEquals(await late.login("late"), true);
        await users.removeUser("late");
        await late.ending();
        await using again = await connect(ports);
        assertEquals(await again.login("late"), false);
        const rows = await rowsOf(again, "anonymous", run, "late");
        assertEquals(rows[0], rows[1], "after a refused login");
      }));
  }

  Deno.test(`GUN${closed ? ", --closed" : ""}: who has logged in may write, and set what is shared`, () =>
    withDaemon(closed, async ({ ws }, users) => {
      const header = (user: string, password = PASSWORD) => ({
        Authorization: basic(user, password),
      });
      const status = async (headers: Record<string, string>) =>
        (await upgrade(ws, { path: "/gun", headers })).status;
      assertEquals(await status({}), 401);
      assertEquals(await status(header("joe", "wrong")), 401);
      assertEquals(await status(header("none")), 401);
      for (const user of ["joe", "eve", "ann", "root"]) {
        await using app = await GunClient.connect(ws, header(user));
        const put = async (soul: string) => {
          const id = crypto.randomUUID();
          const state = Date.now() + 2;
          const node = { _: { "#": soul, ">": { value: state } }, value: 1 };
          app.send({ "#": id, put: { [soul]: node } });
          return asRecord(await app.until((said) => said["@"] === id)).err;
        };
        assertEquals(await put(`node ${user}`), undefined);
        // The share has the rights of a peer without a login.
        assertEquals(
          await put("jet/open"),
          closed ? "Not shared!" : undefined,
        );
        for (const name of ["shown", "usable", "secret", "none"]) {
          assertEquals(await put(`jet/${name}`), "Not shared!", name);
        }
      }
      await using late = await GunClient.connect(ws, header("late"));
      await users.removeUser("late");
      await late.closed;
      assertEquals(await status(header("late")), 401);
    }));
}
