/**
 * `health`: asks the daemon of this machine whether it takes connections, for
 * containers without a program for HTTP.
 *
 * @module
 */
import { get as getPlain, type RequestOptions } from "node:http";
import { get as getSecure } from "node:https";
import type { ProgramOptions } from "./options/read.ts";

/** Time for the answer. */
const TIMEOUT_MS = 5000;

/** Addresses that stand for all of the machine, by one that is its own. */
const OWN_ADDRESSES: ReadonlyMap<string, string> = new Map([
  ["localhost", "127.0.0.1"],
  ["0.0.0.0", "127.0.0.1"],
  ["::", "::1"],
]);

/**
 * Asks a daemon.
 *
 * @param options Those that it was started with.
 * @returns What it says.
 * @throws {Error} if it does not answer, or takes no connections.
 */
export function askHealth(
  { daemon, listen: { host = "localhost", wsPort } }: ProgramOptions,
): Promise<string> {
  const [first = "localhost"] = typeof host === "string" ? [host] : host;
  const { tls } = daemon;
  const { plain = "refuse" } = tls ?? { plain: "accept" };
  const options: RequestOptions = {
    host: OWN_ADDRESSES.get(first) ?? first,
    port: wsPort,
    path: "/readyz",
    timeout: TIMEOUT_MS,
    agent: false,
  };
  return new Promise((resolve, reject) => {
    const request = plain !== "refuse"
      ? getPlain(options)
      // The certificate has the name of the daemon, not its address.
      : getSecure({ ...options, rejectUnauthorized: false });
    request.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => text += part);
      response.on("error", reject).on("end", () => {
        const { statusCode } = response;
        const answer = `${statusCode} ${text.trim()}`;
        if (statusCode === 200) resolve(answer);
        else reject(new Error(`the daemon answers ${answer}`));
      });
    });
    request.on("error", reject).on("timeout", () => {
      request.destroy(new Error("the daemon does not answer"));
    });
  });
}
