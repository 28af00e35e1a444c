/**
 * Options of the connection to the daemon.
 *
 * @module
 */
import { Peer, type PeerOptions } from "../../peer.ts";
import { parseTarget } from "../../transport/links/address.ts";
import type { Environment, ParsedArgs } from "../../command_line/arguments.ts";
import { seconds } from "../../command_line/convert.ts";
import type { Option, TypedOption } from "../../command_line/option.ts";
import { Failure, firstLineOf, UsageError } from "../../command_line/errors.ts";
import type { Input } from "./input.ts";

/** Default address of the daemon. */
export const DEFAULT_URL = "tcp://localhost:11122";

/** Maximum of the options that are times: more than eleven days. */
export const MAX_SECONDS = 1_000_000;

const TIMEOUT: TypedOption<number> = {
  name: "timeout",
  short: "t",
  value: "SECONDS",
  help: "time limit of the connection and of each request",
  read: seconds(MAX_SECONDS),
};

/** Options of all commands that connect to a daemon. */
export const CONNECTION_OPTIONS: readonly Option[] = [
  {
    name: "url",
    short: "u",
    value: "URL",
    help: "tcp://, tls://, ws(s)://, jetb(s)://, unix: or URL,URL",
    default: DEFAULT_URL,
    variable: "JET_URL",
  },
  {
    name: "user",
    value: "NAME",
    help: "user to log in as",
    variable: "JET_USER",
  },
  {
    name: "password-file",
    value: "FILE",
    help: "file with the password, else JET_PASSWORD, else it is asked for",
    complete: "file",
  },
  {
    name: "ca",
    value: "FILE",
    help: "authorities of the daemon's certificate, in PEM",
    variable: "JET_CA",
    complete: "file",
  },
  {
    name: "cert",
    value: "FILE",
    help: "certificate of this client, in PEM",
    variable: "JET_CLIENT_CERT",
    complete: "file",
  },
  {
    name: "key",
    value: "FILE",
    help: "private key of this client's certificate, in PEM",
    variable: "JET_CLIENT_KEY",
    complete: "file",
  },
  {
    name: "context",
    value: "NAME",
    help: "a daemon and user of jet context, instead of the current one",
    variable: "JET_CONTEXT",
  },
  { name: "binary", help: "binary Jet over ws:// and wss:// too" },
  { name: "wait", help: "wait until there is a daemon" },
  TIMEOUT,
];

/**
 * Addresses of the daemon, or of the members of a cluster. A comma is part of an
 * address unless a scheme follows it.
 *
 * @throws {UsageError} if one is invalid.
 */
export function urlsOf(given: ParsedArgs): readonly string[] {
  const written = given.text("url") ?? DEFAULT_URL;
  const urls = written.split(/,(?=[a-z]+:\/\/|unix:)/i).map((url) =>
    /^([a-z]+:\/\/|unix:)/i.test(url) ? url : `tcp://${url}`
  );
  try {
    urls.forEach(parseTarget);
  } catch (error) {
    throw new UsageError(firstLineOf(error));
  }
  return urls;
}

/** Options of the peer, from the command line and the environment. */
export async function peerOptionsOf(
  given: ParsedArgs,
  env: Environment,
  input: Input,
): Promise<PeerOptions> {
  const timeout = given.get(TIMEOUT);
  const options: PeerOptions = {
    reconnect: false,
    timeout,
    connectTimeout: timeout,
    binary: given.has("binary"),
    retry: given.has("wait"),
    tls: tlsOf(given, input),
  };
  const user = given.text("user");
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

/** Certificates, read from their files for each connection. */
function tlsOf(given: ParsedArgs, input: Input): PeerOptions["tls"] {
  const files = [given.text("ca"), given.text("cert"), given.text("key")];
  if (files.every((file) => file === undefined)) return undefined;
  if ((files[1] === undefined) !== (files[2] === undefined)) {
    throw new UsageError("--cert and --key belong together");
  }
  return async () => {
    const [ca, cert, key] = await Promise.all(files.map(async (file) => {
      if (file === undefined) return undefined;
      return new TextDecoder().decode(await input.readFile(file));
    }));
    return { ca, cert, key };
  };
}

/** Never from the command line, which every process on the machine can read. */
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

/**
 * Connects.
 *
 * @throws {UsageError} if the address is invalid.
 * @throws {Failure} if nothing listens at the default address.
 */
export async function connect(
  urls: readonly string[],
  options: PeerOptions,
): Promise<Peer> {
  let peer: Peer;
  try {
    peer = new Peer(urls, options);
  } catch (error) {
    throw new UsageError(firstLineOf(error));
  }
  try {
    await peer.connected;
  } catch (error) {
    const why = firstLineOf(error);
    if (urls[0] !== DEFAULT_URL || urls.length > 1 || !/refused/i.test(why)) {
      throw error;
    }
    throw new Failure(`${why}; jet daemon starts one`);
  }
  return peer;
}
