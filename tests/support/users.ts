/**
 * Daemons that know some users.
 *
 * @module
 */
import { CHEAP_DAEMON } from "./daemon_process.ts";
import { commandFor, plainEnvironment } from "./runtimes.ts";
import type { RuntimeName } from "./runtimes.ts";
import { type DaemonTests, sharedWith } from "./shared_daemon.ts";
import type { Speaker } from "./speaker.ts";
import { TemporaryFolder } from "./temporary.ts";

/** The password of everybody in {@linkcode USERS} but `hello`. */
export const PASSWORD = "secret";
/** The password of `hello`. */
export const HELLO = "Hello world!";

// crypt(3) hashes: SHA-256 of few rounds for the tests' sake, and SHA-512.
const SECRET =
  "$5$rounds=1000$salt$CCvcOM6b7TEJDPb37Aec/9UpOg4QhPNAxPpL9ZzjTB7";
const HELLO_HASH =
  "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJu" +
  "esI68u4OTLiBFdcbYEdFCoEOfaS35inz1";

function user(
  fetchGroups: string[],
  setGroups: string[],
  callGroups: string[],
  more: Record<string, unknown> = {},
): unknown {
  const auth = { fetchGroups, setGroups, callGroups };
  return { password: SECRET, auth, ...more };
}

/** A users file in the layout of cjet. */
export const USERS = {
  users: {
    /** Sees what is public, and may set and call what operators may. */
    joe: user(["public"], ["operators"], ["operators"]),
    /** Sees what is public. */
    eve: user(["public"], [], []),
    /** Is in no group. */
    ungrouped: user([], [], []),
    /** Manages the users. */
    root: user(["admins"], ["admins"], ["admins"], { admin: true }),
    /** Can't change the password. */
    guest: user(["public"], [], [], { readonly: true }),
    hello: user(["public"], [], [], { password: HELLO_HASH }),
  },
};

/** Groups of `joe` as a login tells them. */
export const JOE = {
  fetchGroups: ["public"],
  setGroups: ["operators"],
  callGroups: ["operators"],
};

/**
 * As `sharedDaemon`, with a users file that they all share and new hashes of
 * little cost.
 */
export function daemonWithUsers(...args: string[]): Promise<DaemonTests> {
  return daemonWithUsersFile(USERS, ...args);
}

/** The same with another users file. */
export async function daemonWithUsersFile(
  users: unknown,
  ...args: string[]
): Promise<DaemonTests> {
  const file = await usersFile(users);
  const store = ["--gun-store", ":memory:"];
  return sharedWith({ cheap: true }, ["--users", file, ...store, ...args]);
}

/** Files by the users in them: their daemons are shared. */
const files = new Map<string, Promise<string>>();

function usersFile(users: unknown): Promise<string> {
  const content = JSON.stringify(users);
  const file = files.get(content) ?? writeUntilTheEnd(content);
  files.set(content, file);
  return file;
}

async function writeUntilTheEnd(content: string): Promise<string> {
  const folder = await TemporaryFolder.create();
  Deno.test.afterAll(() => folder[Symbol.asyncDispose]());
  return await folder.write("users.json", content);
}

/** Logs a peer in, which must work. */
export async function login(
  peer: Speaker,
  name: keyof typeof USERS.users,
): Promise<void> {
  const params = { user: name, password: PASSWORD };
  const answer = await peer.ask("authenticate", params);
  if (!("result" in answer)) throw new Error(JSON.stringify(answer));
}

/** How a run of `users` ended. */
export interface UsersOutcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `daemon users …`, with cheap hashes, with a text as its input. */
export async function usersProgram(
  runtime: RuntimeName,
  args: readonly string[],
  input: string,
): Promise<UsersOutcome> {
  const command = await commandFor(runtime, CHEAP_DAEMON, ["users", ...args], {
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    clearEnv: true,
    env: plainEnvironment(),
  });
  const child = command.spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
