/**
 * The options that say where the daemon is and who connects.
 *
 * @module
 */
import { Peer, type PeerOptions } from "../../peer.ts";
import { parseTarget } from "../../transport/links/address.ts";
import type { Given } from "../../command_line/arguments.ts";
import type { Option } from "../command.ts";
import type { Environment } from "./context.ts";
import { Failure, messageOf, UsageError } from "../../command_line/errors.ts";
import type { Input } from "./input.ts";

/** Where a daemon is if nothing is said. */
export const DEFAULT_URL = "tcp://localhost:11122";

/** Options of all commands that talk to a daemon. */
export const CONNECTION_OPTIONS: readonly Option[] = [
  {
    name: "url",
    short: "u",
    value: "URL",
    help: `tcp://, ws://, wss://, jetb:// or unix: (${DEFAULT_URL})`,
  },
  { name: "user", value: "NAME", help: "the user to log in as" },
  {
    name: "password-file",
    value: "FILE",
    help: "file with the password, else JET_PASSWORD, else it is asked for",
    complete: "file",
  },
  { name: "binary", help: "binary Jet over ws:// and wss:// too" },
  {
    name: "timeout",
    short: "t",
    value: "SECONDS",
    help: "time that connecting and each request may take",
  },
];

/** Where the daemon is. @throws {UsageError} if it is no address. */
export function urlOf(given: Given, env: Environment): string {
  const written = given.text("url") ?? (env.JET_URL || DEFAULT_URL);
  const url = /^([a-z]+:\/\/|unix:)/i.test(written)
    ? written
    : `tcp://${written}`;
  try {
    parseTarget(url);
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
  return url;
}

/** What a peer has to be told to connect as it was asked for. */
export async function peerOptionsOf(
  given: Given,
  env: Environment,
  input: Input,
): Promise<PeerOptions> {
  const timeout = given.seconds("timeout");
  const options: PeerOptions = {
    reconnect: false,
    timeout,
    connectTimeout: timeout,
    binary: given.has("binary"),
  };
  const user = given.text("user") ?? (env.JET_USER || undefined);
  const file = given.text("password-file");
  if (user === undefined) {
    if (file !== undefined) {
      throw new UsageError("--password-file needs --user");
    }
    return options;
  }
  return {
    ...options,
    user,
    password: await passwordOf(user, file, env, input),
  };
}

/** Never from the command line: everybody on the machine can read that. */
async function passwordOf(
  user: string,
  file: string | undefined,
  env: Environment,
  input: Input,
): Promise<string> {
  if (file !== undefined) {
    const bytes = await input.readFile(file);
    return new TextDecoder().decode(bytes).replace(/\r?\n[^]*$/, "");
  }
  if (env.JET_PASSWORD !== undefined) return env.JET_PASSWORD;
  if (input.isTerminal) return await input.password(`Password of ${user}: `);
  throw new Failure("no password: JET_PASSWORD, --password-file or a terminal");
}

/** Connects. @throws {UsageError} for an address that can't be meant. */
export async function connect(
  url: string,
  options: PeerOptions,
): Promise<Peer> {
  let peer: Peer;
  try {
    peer = new Peer(url, options);
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
  await peer.connected;
  return peer;
}
