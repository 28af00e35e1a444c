/**
 * Clients of each protocol that ask for the same operations.
 *
 * @module
 */
import {
  BinaryClient,
  json,
  type Part,
  u16,
  u32,
  value,
} from "../../support/binary_client.ts";
import { asRecord } from "../../support/client.ts";
import { MsgpackClient } from "../../support/msgpack_client.ts";
import { type Kind, Speaker } from "../../support/speaker.ts";
import { StreamClient } from "../../support/stream_client.ts";

/** The password of all users. */
export const PASSWORD = "pw";

/** What is asked for: an operation and the name that it concerns. */
export interface Wish {
  readonly operation: string;
  /** An element, the first segment of a path, or a user. */
  readonly name: string;
  /** A name that was not used yet. */
  readonly unique: string;
}

/** How a request ends, as it stands in the table. */
export type Outcome =
  /** It is carried out. */
  | "+"
  /** As for what does not exist. */
  | "."
  /** Refused for want of a right. */
  | "-"
  /** Refused for another reason: it is another peer's element. */
  | "x";

/** The events of a client's fetch by their paths. */
export type Events = Map<string, string[]>;

/** A peer of some protocol. */
export interface Client extends AsyncDisposable {
  /** Whether events of an element may be conflated. */
  readonly conflates?: boolean;
  /** Whether its protocol has an operation; all of them if not given. */
  knows?(operation: string): boolean;
  /** Logs in; `false` if that is refused. */
  login(user: string, password?: string): Promise<boolean>;
  /** Carries out an operation. */
  ask(wish: Wish): Promise<Outcome>;
  /** Fetches everything, and returns the events until something is done. */
  events(during: () => Promise<void>): Promise<Events>;
  /** Waits until the daemon has ended the connection. */
  ending(): Promise<unknown>;
}

/** Ports of a daemon. */
export interface Ports {
  readonly tcp: number;
  readonly ws: number;
  readonly binary: number;
}

/** The protocols whose peers log in over their connection. */
export const PROTOCOLS: Record<string, (ports: Ports) => Promise<Client>> = {
  "2.x": ({ tcp }) => speak("2.x", tcp),
  "lua": ({ tcp }) => speak("lua", tcp),
  "cjet": ({ tcp }) => speak("cjet", tcp),
  "3.x": ({ tcp }) => speak("3.x", tcp),
  "MessagePack": ({ tcp }) => speakMsgpack(tcp),
  "binary": ({ binary }) => speakBinary(binary),
};

const EVERYTHING = { type: ["state", "signal"] };

type Request = readonly [method: string, params: Record<string, unknown>];

/** The request for an operation, in the dialects that are made of JSON. */
function jsonRequest({ operation, name, unique }: Wish): Request {
  const path = `${name}/${unique}`;
  switch (operation) {
    case "get":
      return ["get", { path: { equals: name } }];
    case "list":
      return ["list", { path: "" }];
    case "set":
    case "change":
      return [operation, { path: name, value: 1 }];
    case "remove":
      return ["remove", { path: name }];
    case "set below":
      return ["set", { below: `group/${name}`, values: { x: 1 } }];
    case "change below":
      return ["change", { below: `group/${name}`, values: { x: 1 } }];
    case "remove below":
      return ["remove", { below: `group/${name}` }];
    case "call":
      return ["call", { path: `${name}()`, args: [] }];
    case "signal":
      return ["signal", { path: `${name}!`, value: 1 }];
    case "add":
      return ["add", { path, value: 1 }];
    case "add kept":
      return ["add", { path: `${path}-kept`, value: 1, keep: true }];
    case "add signal":
      return ["add", { path: `${path}-signal`, type: "signal" }];
    case "change own":
      return ["change", { path, value: 2 }];
    case "change own below":
      return ["change", { below: name, values: { [unique]: 3 } }];
    case "remove own below":
      return ["remove", { below: name }];
    case "create":
      return ["set", { path, value: 1 }];
    case "passwd":
      return ["passwd", { user: name, password: PASSWORD }];
    case "addUser":
      return ["addUser", { user: unique, password: PASSWORD, groups: [] }];
    case "peers":
      return ["call", { path: "$jet/peers", args: [] }];
  }
  throw new TypeError(operation);
}

/** The outcome by an error object of any dialect. */
function outcomeOf(error: unknown): Outcome {
  const { name, message, data } = asRecord(error);
  const text = JSON.stringify(data ?? "");
  if (/"(pathNotExists|not exists)":/.test(text) || name === "jet.NotFound") {
    return ".";
  }
  const denied = /"(noAccess|request not authorized)":/.test(text) ||
    message === "Missing authorization";
  return denied ? "-" : "x";
}

/** A connection whose messages are JSON objects or the same as MessagePack. */
interface Pipe extends Pick<Client, "ending" | typeof Symbol.asyncDispose> {
  /** Sends a request and returns its id. */
  request(method: string, params: unknown): Promise<unknown>;
  /** The next message or array of messages. */
  next(): Promise<unknown>;
}

function jsonClient(pipe: Pipe, fetchId: string | number): Client {
  let noted: Events = new Map();
  const note = ({ params }: Record<string, unknown>) => {
    const { path, event } = asRecord(params);
    const name = String(event).toLowerCase();
    noted.set(`${path}`, [...noted.get(`${path}`) ?? [], name]);
  };
  const pending: unknown[] = [];
  const next = async () => {
    if (pending.length === 0) pending.push(...[await pipe.next()].flat());
    return asRecord(pending.shift());
  };
  const ask = async (method: string, params: unknown) => {
    const id = await pipe.request(method, params);
    for (;;) {
      const message = await next();
      if (message.id === id) return message;
      note(message);
    }
  };
  return {
    ending: pipe.ending,
    [Symbol.asyncDispose]: pipe[Symbol.asyncDispose],
    async login(user, password = PASSWORD) {
      return "result" in await ask("authenticate", { user, password });
    },
    async ask(wish) {
      const { error, result } = await ask(...jsonRequest(wish));
      if (error !== undefined) return outcomeOf(error);
      const { operation, name } = wish;
      const isRead = operation === "get" || operation === "list";
      return isRead && !JSON.stringify(result).includes(`"${name}"`)
        ? "."
        : "+";
    },
    async events(during) {
      await ask("fetch", { id: fetchId, ...EVERYTHING });
      // What is there already may come behind the answer.
      await ask("echo", {});
      noted = new Map();
      await during();
      await ask("echo", {});
      await ask("unfetch", { id: fetchId });
      return noted;
    },
  };
}

async function speak(kind: Kind, port: number): Promise<Client> {
  const stream = await StreamClient.tcp(port);
  const speaker = await Speaker.begin(kind, stream);
  return jsonClient({
    request: (method, params) => speaker.request(method, params),
    next: () => stream.next(),
    ending: () => stream.ending(),
    [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose](),
  }, speaker.fetchId);
}

async function speakMsgpack(port: number): Promise<Client> {
  const client = await MsgpackClient.tcp(port);
  await client.switch();
  let id = 2;
  return jsonClient({
    async request(method, params) {
      await client.send({ id: ++id, method, params });
      return id;
    },
    next: () => client.next(),
    ending: () => Promise.resolve(),
    [Symbol.asyncDispose]() {
      client[Symbol.dispose]();
      return Promise.resolve();
    },
  }, "everything");
}

/** The function and payload for an operation in binary Jet. */
function binaryRequest(
  { operation, name, unique }: Wish,
): [fn: number, ...payload: Part[]] {
  const path = `${name}/${unique}`;
  const group = `group/${name}`;
  const one = json(1);
  switch (operation) {
    case "get":
      return [15, name];
    case "list":
      return [14, ""];
    case "set":
      return [3, name, one];
    case "change":
      return [7, name, one];
    case "remove":
      return [2, name];
    case "set below":
      return [24, group, u32(1), "x", one];
    case "change below":
      return [20, group, u32(1), "x", one];
    case "remove below":
      return [19, group];
    case "call":
      return [6, `${name}()`, value(0)];
    case "signal":
      return [26, `${name}!`, one];
    case "add":
      return [1, path, one];
    case "add kept":
      return [1, `${path}-kept`, one, 28, u16(0)];
    case "add signal":
      return [25, `${path}-signal`];
    case "change own":
      return [7, path, one];
    case "change own below":
      return [20, name, u32(1), unique, one];
    case "remove own below":
      return [19, name];
    case "create":
      return [3, path, one];
    case "passwd":
      return [16, name, PASSWORD];
    case "addUser":
      return [17, unique, PASSWORD, u16(0)];
    case "peers":
      return [6, "$jet/peers", value(0)];
  }
  throw new TypeError(operation);
}

// Types of binary Jet's events.
const EVENTS: Record<number, string> = {
  1: "add",
  2: "change",
  3: "remove",
  12: "signal",
};

async function speakBinary(port: number): Promise<Client> {
  const client = await BinaryClient.connect(port);
  let noted: Events = new Map();
  const note = (message: Uint8Array) => {
    const event = EVENTS[message[1]];
    if (message[0] !== 4 || event === undefined) return;
    const length = message[7] | message[8] << 8;
    const path = new TextDecoder().decode(message.subarray(9, 9 + length));
    noted.set(path, [...noted.get(path) ?? [], event]);
  };
  const ask = async (fn: number, ...payload: Part[]) => {
    await client.request(fn, ...payload);
    for (;;) {
      const message = await client.message();
      if (message[0] === 3) return message;
      note(message);
    }
  };
  const isGood = (answer: Uint8Array) => answer[5] === 0;
  return {
    login: async (user, password = PASSWORD) =>
      isGood(await ask(13, user, password)),
    async ask(wish) {
      const answer = await ask(...binaryRequest(wish));
      const text = new TextDecoder().decode(answer);
      if (isGood(answer)) {
        if (wish.operation !== "list") return "+";
        const { name } = wish;
        // A name with its length before it.
        return text.includes(`${String.fromCharCode(name.length)}\0${name}`)
          ? "+"
          : ".";
      }
      if (text.includes("pathNotExists")) return ".";
      return text.includes("noAccess") ? "-" : "x";
    },
    async events(during) {
      const answer = await ask(10, json(EVERYTHING));
      await ask(12, value(0));
      noted = new Map();
      await during();
      await ask(12, value(0));
      // Status, type and length precede the fetch id.
      await ask(9, answer.slice(-4));
      return noted;
    },
    ending: () => client.ending(),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}
