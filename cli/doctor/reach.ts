/**
 * Finds out what is at an address where no daemon answers.
 *
 * @module
 */
import { connect } from "node:net";
import { isRecord, messageOf } from "../../base/narrowing.ts";
import { parseTarget } from "../../transport/links/address.ts";

const PROBE_MS = 3000;
const PROBE = "GET / HTTP/1.0\r\n\r\n";

type Place = { readonly host: string; readonly port: number } | {
  readonly path: string;
};

/** The socket of an address. */
function placeOf(target: string): Place {
  const address = parseTarget(target);
  if (address.kind === "unix") return { path: address.path };
  if (address.kind === "tcp") {
    return { host: address.hostname, port: address.port };
  }
  const { hostname, port, protocol } = new URL(address.url);
  const standard = protocol === "wss:" ? 443 : 80;
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? standard : Number(port),
  };
}

/** What a plain connection gets after a request of HTTP. */
type Outcome =
  | { readonly error: string; readonly code: unknown }
  | { readonly answer: Uint8Array };

function probe(place: Place): Promise<Outcome> {
  return new Promise((resolve) => {
    let connected = false;
    const socket = connect(place);
    const end = (outcome: Outcome) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    const nothing = { answer: new Uint8Array() };
    const timer = setTimeout(
      () => end(connected ? nothing : { error: "", code: "ETIMEDOUT" }),
      PROBE_MS,
    );
    socket.on("connect", () => {
      connected = true;
      socket.write(PROBE);
    });
    socket.on("data", (answer: Uint8Array) => end({ answer }));
    socket.on("close", () => end(nothing));
    socket.on("error", (error: unknown) => {
      const code = isRecord(error) ? error.code : undefined;
      end(connected ? nothing : { error: messageOf(error), code });
    });
  });
}

function explainError(code: unknown, error: string): string {
  switch (code) {
    case "ECONNREFUSED":
      return "nothing listens there: start the daemon, or mend the address";
    case "ENOENT":
      return "the unix socket does not exist: start the daemon with --unix, or mend the path";
    case "EACCES":
      return "no permission for the unix socket: --unix-mode and --unix-group of the daemon";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "the host name is unknown to DNS: mend the name, or use the address";
    case "ETIMEDOUT":
      return "nothing answers: a firewall drops the connection, or the host is off";
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return "there is no route to the host";
    default:
      return error;
  }
}

function explainAnswer(answer: Uint8Array, isTls: boolean): string {
  const text = new TextDecoder().decode(answer.subarray(0, 2000));
  if (answer[0] === 0x15 && answer[1] === 0x03 || /takes TLS only/.test(text)) {
    return isTls
      ? "TLS is there; see the error above for what is wrong with the certificate"
      : "that port takes TLS only: use tls://, wss:// or jetbs://, with --ca";
  }
  if (/^HTTP\/1/.test(text)) {
    return isTls
      ? "HTTP without TLS is there: use ws://, or start the daemon with --cert"
      : "an HTTP server is there: a daemon's HTTP port takes ws://, its TCP port tcp://";
  }
  if (answer.length === 0) {
    return isTls
      ? "something listens, but does not speak TLS to this client"
      : "something listens, but no daemon answers: is it another program, busy, or cut off from its cluster?";
  }
  return `another program is there; it sends ${
    JSON.stringify(text.slice(0, 40))
  }`;
}

/** What is at an address, and what to do about it. */
export async function explainUnreachable(target: string): Promise<string> {
  const outcome = await probe(placeOf(target));
  return "error" in outcome
    ? explainError(outcome.code, outcome.error)
    : explainAnswer(outcome.answer, /^(tls|wss|jetbs):/i.test(target));
}
