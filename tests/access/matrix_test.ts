// Who may do what: users, operations and protocols in one table, before and
// after a login.
import { assertEquals } from "@std/assert";
import { Daemon, UserStore } from "../../daemon.ts";
import { Group, Method, type Peer, Signal, State } from "../../peer.ts";
import { besideOthers } from "../support/beside.ts";
import { asRecord } from "../support/client.ts";
import { GunClient } from "../support/gun_client.ts";
import { basic, upgrade } from "../support/upgrade.ts";
import {
  type Client,
  type Events,
  type Outcome,
  PASSWORD,
  type Ports,
  PROTOCOLS,
} from "./matrix/clients.ts";
import { HttpClient } from "./matrix/http.ts";

/** All ways in whose peers are users. */
const WAYS: typeof PROTOCOLS = {
  ...PROTOCOLS,
  "HTTP": ({ ws }) => Promise.resolve(new HttpClient(ws)),
};

/** The access of each element: a state, a method, a signal, and a group. */
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

/** The users: `anonymous` is a peer without a login, the others are these. */
async function usersOfAll(): Promise<UserStore> {
  const users = UserStore.memory({ cost: 2 });
  const groups = (fetchGroups: string[], others: string[]) => ({
    fetchGroups,
    setGroups: others,
    callGroups: others,
  });
  const operators = groups(["public"], ["operators"]);
  const readers = groups(["public"], []);
  await users.addUser("joe", PASSWORD, operators);
  await users.addUser("eve", PASSWORD, readers, { owns: ["eve/#"] });
  await users.addUser("guest", PASSWORD, readers, { readonly: true });
  await users.addUser("ann", PASSWORD, [], { owns: ["ann/#"] });
  await users.addUser("root", PASSWORD, ["admins"], { admin: true });
  for (const protocol of Object.keys(WAYS)) {
    await users.addUser(`late ${protocol}`, PASSWORD, operators);
  }
  await users.addUser("late GUN", PASSWORD, operators);
  return users;
}

/**
 * `+` it is carried out, `.` as for what does not exist, `-` refused for want of
 * a right, `x` refused for another reason; the second sign is that of a daemon
 * with `--closed`, where it differs.
 */
const TABLE = `
operation                   anonymous joe eve guest ann root

get, list, events    open          +. +   +   +     +   +
set, set below, call open          +. +   +   +     +   +
change, change below open          x. x   x   x     x   x
remove, signal       open          x. x   x   x     x   x

get, list, events    shown         .  +   +   +     .   .
set, set below, call shown         .  -   -   -     .   .
change, change below shown         .  x   x   x     .   .
remove, signal       shown         .  x   x   x     .   .

get, list, events    usable        .  +   +   +     .   .
set, set below, call usable        .  +   -   -     .   .
change, change below usable        .  x   x   x     .   .
remove, signal       usable        .  x   x   x     .   .

get, list, events    secret        .  .   .   .     .   +
set, set below, call secret        .  .   .   .     .   +
change, change below secret        .  .   .   .     .   x
remove, signal       secret        .  .   .   .     .   x

remove below         open          .  .   .   .     .   .

add                  free          +- +   +-  +     +-  +
change own           free          +. +   +.  +     +.  +
change own below     free          +. +   +.  +     +.  +
add kept, add signal free          +- +   +-  +     +-  +
remove own below     free          +. +   +.  +     +.  +
create               config        +. +   +-  +     +-  +
add                  eve           -  +   +   +     -   +
add kept, add signal eve           -  +   +   +     -   +
remove own below     eve           .  +   +   +     .   +
add                  ann           -  +   -   +     +   +
remove own below     ann           .  +   .   +     +   +

passwd               eve           x  x   +   x     x   +
passwd               guest         x  x   x   x     x   x
addUser              new           x  x   x   x     x   +
peers                $jet          .  .   .   .     .   +
`;

/** What apps may do, which log in at the upgrade or not at all. */
const GUN_TABLE = `
operation                   anonymous joe eve guest ann root

connect              /gun          -  +   +   +     +   +
put                  node             +   +   +     +   +
get                  node             +   +   +     +   +

get, set, events     open             +-  +-  +-    +-  +-
get, set, events     shown            -   -   -     -   -
get, set, events     usable           -   -   -     -   -
get, set, events     secret           -   -   -     -   -
get, set, events     none             -   -   -     -   -
`;

/** A cell of a table. */
interface Cell {
  readonly user: string;
  readonly operation: string;
  readonly name: string;
  readonly expected: string;
}

/** The cells of a table by their users, in its order. */
function usersIn(table: string, closed: boolean): Map<string, Cell[]> {
  const [head, ...rows] = table.trim().split("\n").filter(Boolean);
  const users = [...head.matchAll(/\S+/g)].slice(1);
  const of = new Map(users.map(([user]) => [user, new Array<Cell>()]));
  for (const row of rows) {
    const name = row.slice(21).trim().split(" ")[0];
    const signs = row.slice(21 + name.length);
    for (const { 0: user, index } of users) {
      // The first column is as wide as its head.
      const from = user === users[0][0] ? index + 7 : index;
      const cell = signs.slice(from - 21 - name.length).slice(0, 2).trim();
      if (cell === "") continue;
      for (const operation of row.slice(0, 21).trim().split(", ")) {
        const expected = closed ? cell.at(-1) ?? "" : cell[0];
        of.get(user)?.push({ user, operation, name, expected });
      }
    }
  }
  return of;
}

/** Where a protocol's refusals mean something else than the table says. */
function inProtocol(protocol: string, { operation, expected }: Cell): string {
  if (expected !== "x") return expected;
  // cjet has one error for what is not there and what is another peer's.
  if (protocol === "cjet" && operation === "remove") return ".";
  const concernsUsers = operation === "passwd" || operation === "addUser";
  return protocol === "3.x" && concernsUsers ? "-" : expected;
}

/** A daemon with the elements, owned by a program's own peer. */
interface Stage extends AsyncDisposable {
  readonly closed: boolean;
  readonly ports: Ports;
  readonly users: UserStore;
  /** Makes a token with all rights of a user. */
  readonly token: (user: string) => Promise<{ id: string; token: string }>;
  /** Revokes a token. */
  readonly revoke: (id: string) => Promise<unknown>;
  /** Changes, removes and adds each state, and sends each signal. */
  readonly happen: () => Promise<void>;
}

async function stageOf(closed: boolean): Promise<Stage> {
  const users = await usersOfAll();
  const daemon = new Daemon({
    users,
    closed,
    keep: { patterns: ["config/#"], file: ":memory:" },
    gun: { share: [{ matches: "+", settable: true }] },
  });
  const none = { fetchGroups: [], setGroups: [], callGroups: [] };
  const owner = daemon.peer({}, { name: "owner", rights: none });
  const root = daemon.peer({ user: "root", password: PASSWORD });
  const happen = await addElements(owner);
  const [tcp, ws, binary] = await daemon.listen({
    port: 0,
    wsPort: 0,
    binaryPort: 0,
  });
  const ports = { tcp: tcp.port, ws: ws.port, binary: binary.port };
  const dispose = () => daemon[Symbol.asyncDispose]();
  return {
    ...{ closed, ports, users, happen },
    token: (user) =>
      root.call("$jet/tokens/create", { user, admin: user === "root" }),
    revoke: (id) => root.call("$jet/tokens/revoke", [id]),
    [Symbol.asyncDispose]: dispose,
  };
}

async function addElements(owner: Peer): Promise<Stage["happen"]> {
  const happenings: (() => Promise<void>)[] = [];
  for (const [name, access] of Object.entries(ELEMENTS)) {
    const state = await owner.add(new State(name, 0, { access, set() {} }));
    await owner.add(new Method(`${name}()`, () => 0, { access }));
    const signal = await owner.add(new Signal(`${name}!`, { access }));
    const states = { x: { access } };
    await owner.add(new Group(`group/${name}`, { x: 0 }, { states, set() {} }));
    happenings.push(async () => {
      await state.change(state.value + 1);
      await state.remove();
      await owner.add(state);
      await signal.send(1);
    });
  }
  return async () => {
    for (const happens of happenings) await happens();
  };
}

/** All that happens to an element, or nothing of it. */
function outcomeOfEvents(
  events: Events,
  name: string,
  conflates = false,
): string {
  const seen = [events.get(name) ?? [], events.get(`${name}!`) ?? []];
  if (conflates && seen[0].at(-1) === "add" && seen[1][0] === "signal") {
    return "+";
  }
  const text = seen.map((names) => names.join(" ")).join(", ");
  if (text === "change remove add, signal") return "+";
  return text === ", " ? "." : text;
}

let serial = 0;

/** Carries out all operations of a user's column. */
async function assertCells(
  { happen }: Stage,
  protocol: string,
  client: Client,
  cells: readonly Cell[],
  when: string,
): Promise<void> {
  const events = await client.events(happen);
  const unique = `u${++serial}`;
  const found: Record<string, Outcome | string> = {};
  const wanted: typeof found = {};
  for (const cell of cells) {
    const { user, operation, name } = cell;
    if (client.knows?.(operation) === false) continue;
    const key = `${user}: ${operation} ${name}`;
    wanted[key] = inProtocol(protocol, cell);
    found[key] = operation === "events"
      ? outcomeOfEvents(events, name, client.conflates)
      : await client.ask({ operation, name, unique });
  }
  assertEquals(found, wanted, `${protocol}, ${when}`);
}

/** Passes one connection from user to user, and ends one by removing its user. */
async function assertProtocol(stage: Stage, protocol: string): Promise<void> {
  const connect = () => WAYS[protocol](stage.ports);
  const columns = usersIn(TABLE, stage.closed);
  const anonymous = columns.get("anonymous") ?? [];
  await using client = await connect();
  for (const [user, cells] of columns) {
    if (user !== "anonymous") assertEquals(await client.login(user), true);
    await assertCells(stage, protocol, client, cells, "logged in");
  }
  // A removed user is disconnected.
  const name = `late ${protocol}`;
  await using late = await connect();
  assertEquals(await late.login(name), true);
  await stage.users.removeUser(name);
  await late.ending();
  await using removed = await connect();
  await using wrong = await connect();
  const refusals = [removed.login(name), wrong.login("joe", "wrong")];
  assertEquals(await Promise.all(refusals), [false, false]);
  await assertCells(stage, protocol, removed, anonymous, "user removed");
  await assertCells(stage, protocol, wrong, anonymous, "wrong password");
  // A login that is refused takes nothing away.
  assertEquals(await wrong.login("joe"), true);
  assertEquals(await wrong.login("joe", "wrong"), false);
  const cells = columns.get("joe") ?? [];
  await assertCells(stage, protocol, wrong, cells, "refused after a login");
}

/** A cell by a token with all rights of the user: none changes a password. */
function byToken(cell: Cell): Cell {
  return cell.operation === "passwd" ? { ...cell, expected: "x" } : cell;
}

/** Logs in by tokens, and ends one connection by revoking its token. */
async function assertTokens(stage: Stage, protocol: string): Promise<void> {
  const connect = () => WAYS[protocol](stage.ports);
  await using client = await connect();
  for (const [user, cells] of usersIn(TABLE, stage.closed)) {
    if (user === "anonymous") continue;
    const { token } = await stage.token(user);
    assertEquals(await client.login(user, token), true);
    await assertCells(stage, protocol, client, cells.map(byToken), "by token");
  }
  const { id, token } = await stage.token("joe");
  await using late = await connect();
  assertEquals(await late.login("joe", token), true);
  await stage.revoke(id);
  await late.ending();
  await using revoked = await connect();
  assertEquals(await revoked.login("joe", token), false);
}

function header(user: string, password = PASSWORD): Record<string, string> {
  return user === "anonymous" ? {} : { Authorization: basic(user, password) };
}

/** A put's error. */
async function errorOfPut(app: GunClient, soul: string): Promise<unknown> {
  const node = { _: { "#": soul, ">": { value: Date.now() + 2 } }, value: 1 };
  return asRecord(await app.ask({ put: { [soul]: node } })).err;
}

/** Whether an app gets the changes of some states. */
async function eventsOfApp(
  app: GunClient,
  names: readonly string[],
  happen: Stage["happen"],
): Promise<Set<string>> {
  const souls = names.map((name) => `jet/${name}`);
  for (const soul of souls) await app.ask({ get: { "#": soul } });
  await happen();
  // The answer to this comes behind what the relay passes on by itself.
  await app.ask({ get: { "#": "barrier" } });
  return new Set(
    app.takeAll().flatMap(({ put }) => Object.keys(asRecord(put ?? {}))),
  );
}

async function assertGun(stage: Stage): Promise<void> {
  const { ports: { ws }, happen, users, closed } = stage;
  const status = async (headers: Record<string, string>) =>
    (await upgrade(ws, { path: "/gun", headers })).status;
  for (const [user, [connects, ...cells]] of usersIn(GUN_TABLE, closed)) {
    const refused = connects.expected === "-";
    assertEquals(await status(header(user)), refused ? 401 : 101, user);
    if (refused) continue;
    await using app = await GunClient.connect(ws, header(user));
    const shares = cells.filter(({ operation }) => operation === "events")
      .map(({ name }) => name);
    const events = await eventsOfApp(app, shares, happen);
    for (const { operation, name, expected } of cells) {
      const soul = name === "node" ? `node ${user}` : `jet/${name}`;
      const key = `${user}: ${operation} ${soul}`;
      if (operation === "events") {
        assertEquals(events.has(soul), expected === "+", key);
      } else if (operation === "get") {
        const found = await app.property(soul, "value");
        assertEquals(found !== undefined, expected === "+", key);
      } else {
        const error = expected === "+" ? undefined : "Not shared!";
        assertEquals(await errorOfPut(app, soul), error, key);
      }
    }
  }
  assertEquals(await status(header("joe", "wrong")), 401);
  assertEquals(await status(header("stranger")), 401);
  await using late = await GunClient.connect(ws, header("late GUN"));
  await users.removeUser("late GUN");
  await late.closed;
  assertEquals(await status(header("late GUN")), 401);
}

for (const closed of [false, true]) {
  const name = `users may do what the table says${closed ? ", --closed" : ""}`;
  // Wrong passwords are answered late.
  besideOthers(name, async () => {
    await using stage = await stageOf(closed);
    const step = async (what: string, assertAll: () => Promise<void>) => {
      try {
        await assertAll();
      } catch (cause) {
        throw new Error(what, { cause });
      }
    };
    for (const protocol of Object.keys(WAYS)) {
      await step(protocol, () => assertProtocol(stage, protocol));
    }
    for (const protocol of ["2.x", "MessagePack", "binary", "HTTP"]) {
      await step(`${protocol}, tokens`, () => assertTokens(stage, protocol));
    }
    await step("GUN", () => assertGun(stage));
  });
}
