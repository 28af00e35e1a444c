/**
 * Compares what the daemons of two checkouts send to real clients, byte for
 * byte: the acceptance suites run through proxies that record each connection.
 *
 *     deno run -A tests/house/traffic.ts OLD NEW SUITES [ROUNDS [deno|bun]]
 *
 * SUITES is a folder with `v2.mjs` and `v3.mjs` in which `npm install` has run.
 * Suites of both checkouts run at the same time, in several rounds: what varies
 * between rounds of OLD depends on timing, not on the checkout. One round can't
 * tell the two apart.
 */
import { Recorder } from "./recorder.ts";

const SUITES = ["v2.mjs", "v3.mjs"];
const SUITE_TIMEOUT_MS = 300_000;
// Users that the suites log in as.
const MEMBER = { name: "john", password: "member-password" };
const ADMIN = { name: "root", password: "admin-password" };
const GROUPS = "--fetch-groups public --set-groups admin --call-groups admin"
  .split(" ");
// Paths and names of users contain the process id of the suite, ids of fetches
// are random.
const DETERMINISTIC = "data:text/javascript," + encodeURIComponent(`
  import { webcrypto } from "node:crypto";
  Object.defineProperty(process, "pid", { value: 4242 });
  let state = 1;
  webcrypto.getRandomValues = (bytes) => {
    for (let i = 0; i < bytes.length; i++) {
      state = Math.imul(state, 1664525) + 1013904223 >>> 0;
      bytes[i] = state >>> 24;
    }
    return bytes;
  };
`);
const COMMANDS = {
  deno: ["deno", "run", "-A", "daemon.ts"],
  bun: ["bun", "daemon.ts"],
};

/** What the daemon has sent in one run of a suite, by connection. */
interface Traffic {
  readonly messages: Map<string, string[]>;
  /** Last line of the suite. */
  readonly summary: string;
}

async function addUser(
  file: string,
  { name, password }: typeof MEMBER,
  options: string[],
): Promise<void> {
  const child = new Deno.Command("deno", {
    args: [
      ...["run", "-A", "daemon.ts", "users", "add", name, "--file", file],
      ...options,
    ],
    cwd: old,
    stdin: "piped",
    stdout: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`${password}\n`));
  await writer.close();
  if (!(await child.status).success) throw new Error(`no user ${name}`);
}

/** Starts the daemon of a checkout; gives its ports. */
async function startDaemon(checkout: string, users: string) {
  const [program, ...args] = COMMANDS[runtime === "bun" ? "bun" : "deno"];
  const daemon = new Deno.Command(program, {
    args: [
      ...args,
      ..."--port 0 --ws-port 0 --binary-port 0 --no-unix --no-gun".split(" "),
      ...["--users", users],
    ],
    cwd: checkout,
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let output = "";
  const decoder = new TextDecoder();
  const ports = Promise.withResolvers<{ tcp: number; ws: number }>();
  const read = async () => {
    for await (const chunk of daemon.stdout) {
      output += decoder.decode(chunk, { stream: true });
      const tcp = /listening on tcp:.*:(\d+)$/m.exec(output)?.[1];
      const ws = /listening on ws:.*:(\d+)\/?$/m.exec(output)?.[1];
      if (tcp && ws) ports.resolve({ tcp: Number(tcp), ws: Number(ws) });
    }
    ports.reject(new Error(`the daemon ended:\n${output}`));
  };
  read().catch(ports.reject);
  return { daemon, ports: await ports.promise };
}

async function record(checkout: string, suite: string): Promise<Traffic> {
  const folder = await Deno.makeTempDir();
  try {
    const users = `${folder}/users.json`;
    await Deno.copyFile(usersFile, users);
    const { daemon, ports } = await startDaemon(checkout, users);
    const tcp = new Recorder("tcp", ports.tcp);
    const ws = new Recorder("ws", ports.ws);
    const { stdout } = await new Deno.Command("node", {
      args: [
        ...["--import", DETERMINISTIC, suite, "127.0.0.1", String(tcp.port)],
        `ws://127.0.0.1:${ws.port}/`,
      ],
      cwd: suites,
      env: {
        ACCEPT_AUTH: `${MEMBER.name}:${MEMBER.password}`,
        ACCEPT_ADMIN: `${ADMIN.name}:${ADMIN.password}`,
      },
      stderr: "null",
      signal: AbortSignal.timeout(SUITE_TIMEOUT_MS),
    }).output();
    daemon.kill();
    await daemon.status;
    tcp.close();
    ws.close();
    return {
      messages: new Map([...tcp.messages(), ...ws.messages()]),
      summary: new TextDecoder().decode(stdout).trimEnd().split("\n").at(-1) ??
        "",
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Messages of a stream in any order, batches divided. */
function content(messages: string[], ids = true): string {
  const single: string[] = [];
  for (const message of messages) {
    const value: unknown = message.startsWith("[") ? JSON.parse(message) : null;
    if (!Array.isArray(value)) single.push(message);
    else for (const part of value) single.push(JSON.stringify(part));
  }
  const parts = ids
    ? single
    : single.map((message) => message.replace(/^\{"id":("?)\d+\1/, '{"id":0'));
  return parts.sort().join("\n");
}

/** Whether one stream is the beginning of the other, which was closed later. */
function beginsAlike(before: string[], after: string[]): boolean {
  const [a, b] = [before, after].map((messages) =>
    messages.filter((message) => !message.startsWith("0x88"))
  );
  const length = Math.min(a.length, b.length);
  return a.slice(0, length).join("\n") === b.slice(0, length).join("\n");
}

type Outcome = "same" | "closed later" | "other order" | "DIFFERENT";

/** Compares one connection over all rounds, by the pair that is most alike. */
function compare(olds: string[][], news: string[][]): Outcome {
  const some = (alike: (before: string[], after: string[]) => boolean) =>
    olds.some((before) => news.some((after) => alike(before, after)));
  if (some((a, b) => a.join("\n") === b.join("\n"))) return "same";
  if (some(beginsAlike)) return "closed later";
  if (some((a, b) => content(a) === content(b))) return "other order";
  // Requests of several clients come to an owner in an order of their own.
  const varies = new Set(olds.map((messages) => messages.join("\n"))).size > 1;
  if (varies && some((a, b) => content(a, false) === content(b, false))) {
    return "other order";
  }
  return "DIFFERENT";
}

/** Shows where two streams part. */
function parting(before: string[], after: string[]): string {
  const at = before.findIndex((message, i) => message !== after[i]);
  const i = at === -1 ? before.length : at;
  const show = (message?: string) => message?.slice(0, 300) ?? "(none)";
  return `message ${i} of ${before.length} and ${after.length}\n` +
    `    old ${show(before[i])}\n    new ${show(after[i])}`;
}

const [oldArg, newArg, suitesArg, rounds = "2", runtime = "deno"] = Deno.args;
if (suitesArg === undefined || !["deno", "bun"].includes(runtime)) {
  console.error(
    "deno run -A tests/house/traffic.ts OLD NEW SUITES [ROUNDS [deno|bun]]",
  );
  Deno.exit(2);
}
const [old, now, suites] = await Promise.all(
  [oldArg, newArg, suitesArg].map((path) => Deno.realPath(path)),
);
const home = await Deno.makeTempDir();
const usersFile = `${home}/users.json`;
let differing = 0;
try {
  await addUser(usersFile, MEMBER, GROUPS);
  await addUser(usersFile, ADMIN, ["--admin"]);
  for (const suite of SUITES) {
    const before: Traffic[] = [];
    const after: Traffic[] = [];
    for (let round = 0; round < Number(rounds); round++) {
      const [first, second] = await Promise.all([
        record(old, suite),
        record(now, suite),
      ]);
      before.push(first);
      after.push(second);
      console.log(`${suite}: old ${first.summary}; new ${second.summary}`);
    }
    const names = new Set(
      [...before, ...after].flatMap(({ messages }) => [...messages.keys()]),
    );
    const outcomes = new Map<Outcome, number>();
    let characters = 0;
    for (const name of names) {
      const olds = before.map(({ messages }) => messages.get(name) ?? []);
      const news = after.map(({ messages }) => messages.get(name) ?? []);
      const outcome = compare(olds, news);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      characters += olds[0].reduce((sum, { length }) => sum + length, 0);
      if (outcome === "same") continue;
      console.log(`  ${name}: ${outcome}: ${parting(olds[0], news[0])}`);
      if (outcome === "DIFFERENT") differing++;
    }
    console.log(
      `${suite}: ${names.size} connections, ${characters} characters: ` +
        [...outcomes].map(([name, count]) => `${count} ${name}`).join(", "),
    );
  }
} finally {
  await Deno.remove(home, { recursive: true });
}
console.log(`${differing} connections differ`);
Deno.exit(differing === 0 ? 0 : 1);
