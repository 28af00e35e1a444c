/**
 * What a peer says first on every link.
 *
 * @module
 */
import type { Codec, Params } from "../codecs/codec.ts";
import { ignore } from "../../base/narrowing.ts";
import { ConnectionClosed } from "../../protocol/errors/classes.ts";
import { type DaemonInfo, readInfo } from "./info.ts";
import { later } from "./load_later.ts";
import type { PeerCredentials } from "./users.ts";

/** Sends a request. */
type Ask = (method: string, params: Params) => Promise<unknown>;

/** See the module. */
export class Greeting {
  /** The parameters of `config` and `authenticate`. */
  readonly #params = new Map<string, Params>();

  constructor(
    name: string | undefined,
    credentials: PeerCredentials | undefined,
  ) {
    if (name !== undefined) this.#params.set("config", { name });
    if (credentials !== undefined) {
      this.#params.set("authenticate", { ...credentials });
    }
  }

  /** Sends a request again on later links, if the daemon accepts it now. */
  async keep(
    method: string,
    params: Params,
    answer: Promise<unknown>,
  ): Promise<unknown> {
    const result =
      await (method === "authenticate"
        ? authenticated(params, answer)
        : answer);
    this.#params.set(method, params);
    return result;
  }

  /**
   * Asks the daemon about itself and logs in.
   *
   * @throws {Unauthorized} if the daemon refuses the user.
   * @throws {ConnectionClosed} if the link ends.
   */
  async send(codec: Codec, ask: Ask): Promise<DaemonInfo> {
    const config = { ...this.#params.get("config") };
    if (codec.takesArrays) config.arrays = true;
    const credentials = this.#params.get("authenticate");
    const asked = ask("info", { features: true, noHalfClose: true });
    if (Object.keys(config).length > 0) ask("config", config).catch(ignore);
    let info: DaemonInfo;
    try {
      info = readInfo(await asked);
    } catch (error) {
      // A daemon need not know `info`.
      if (error instanceof ConnectionClosed) throw error;
      info = readInfo(undefined);
    }
    const { maxMessage } = info.features;
    if (typeof maxMessage === "number") codec.maxMessage = maxMessage;
    if (credentials !== undefined) {
      await authenticated(credentials, ask("authenticate", credentials));
    }
    return info;
  }
}

/**
 * The daemon's answer to a login.
 *
 * @throws {Unauthorized} if it is none.
 * @throws {ConnectionClosed} if the connection ends before.
 */
async function authenticated(
  { user }: Params,
  asked: Promise<unknown>,
): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    throw (await later.get()).loginError(user, error);
  }
}
