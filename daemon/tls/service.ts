/**
 * TLS of a daemon: its certificates, its handshakes, and the users of clients'
 * certificates.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import type { SessionUser } from "../../bus/elements/access.ts";
import { firstLineOf } from "../../command_line/errors.ts";
import type { SecureEnd } from "../../transport/links/byte_stream.ts";
import type { Sockets } from "../../transport/listen/listener.ts";
import type {
  HandshakeOptions,
  Handshakes,
} from "../../transport/listen/tls.ts";
import { isLoopback } from "../../base/loopback.ts";
import { Poll } from "../../base/poll.ts";
import { TlsFiles } from "./files.ts";
import { DEFAULT_MAX_HANDSHAKES, type TlsOptions } from "./options.ts";

/** Time before its end from which a certificate is warned of. */
const EXPIRES_SOON_MS = 14 * 24 * 3600 * 1000;

/** What TLS needs of the daemon. */
export interface TlsNeeds extends Pick<HandshakeOptions, "turns" | "admit"> {
  readonly clock: Clock;
  /** Adds a limit to the report; returns what counts that it was reached. */
  readonly countLimit: (name: string, limit: number) => () => void;
  /** The user of a name, `null` if there is none. */
  readonly userNamed: (name: string) => SessionUser | null;
  /** Reports new certificates, and, as urgent, those that end soon. */
  readonly onNote: (message: string, urgent: boolean) => void;
  /** Reports files that can't be used. */
  readonly onTrouble: (message: string) => void;
}

/** See the module. */
export class TlsService {
  readonly #options: TlsOptions;
  readonly #needs: TlsNeeds;
  readonly #files: TlsFiles;
  readonly #poll: Poll;
  #stamp = "";
  #trouble = "";
  #validTo = Infinity;
  #warned = false;
  #handshakes: Promise<Handshakes> | undefined;

  constructor(options: TlsOptions, needs: TlsNeeds) {
    this.#options = options;
    this.#needs = needs;
    this.#files = new TlsFiles(options);
    this.#poll = new Poll(needs.clock, () => this.reload());
  }

  /**
   * The sockets with TLS.
   *
   * @throws {Error} if the files can't be used.
   */
  async secured(sockets: Sockets): Promise<Sockets> {
    const handshakes = await (this.#handshakes ??= this.#open());
    this.#poll.start();
    return await sockets.secured(handshakes);
  }

  async #open(): Promise<Handshakes> {
    const { turns, clock, admit, countLimit } = this.#needs;
    const {
      clientCert = "required",
      maxHandshakes = DEFAULT_MAX_HANDSHAKES,
      plain = "refuse",
    } = this.#options;
    this.#stamp = await this.#files.stamp();
    const { material, validTo } = await this.#files.read();
    this.#validTo = validTo;
    const { Handshakes } = await import("../../transport/listen/tls.ts");
    this.#warnOfEnd();
    return new Handshakes(material, {
      turns,
      clock,
      admit,
      onLimit: countLimit("maxHandshakes", maxHandshakes),
      maxHandshakes,
      requiresCertificate: clientCert === "required",
      mayBePlain: (address) =>
        plain === "accept" || (plain === "local" && isLoopback(address)),
    });
  }

  /** Uses the files if they have changed. */
  async reload(): Promise<void> {
    if (this.#handshakes === undefined) return;
    this.#warnOfEnd();
    const stamp = await this.#files.stamp();
    if (stamp === this.#stamp) return;
    try {
      const { material, validTo } = await this.#files.read();
      (await this.#handshakes).use(material);
      this.#stamp = stamp;
      this.#trouble = "";
      this.#validTo = validTo;
      this.#warned = false;
      this.#needs.onNote(
        `TLS: a new certificate, valid until ${this.#end}`,
        false,
      );
      this.#warnOfEnd();
    } catch (error) {
      const trouble = firstLineOf(error);
      // Files are replaced one after the other: it is reported the second time.
      if (trouble === this.#trouble) {
        this.#stamp = stamp;
        this.#needs.onTrouble(
          `TLS: ${trouble}; the former certificate stays in use`,
        );
      }
      this.#trouble = trouble;
    }
  }

  /** When the certificate ends, in milliseconds since 1970. */
  get certificateEnd(): number | undefined {
    return this.#validTo === Infinity ? undefined : this.#validTo;
  }

  get #end(): string {
    return new Date(this.#validTo).toISOString();
  }

  #warnOfEnd(): void {
    const now = this.#needs.clock.now();
    if (this.#warned || this.#validTo - now > EXPIRES_SOON_MS) return;
    this.#warned = true;
    const ends = this.#validTo > now ? "ends" : "has ended";
    this.#needs.onNote(
      `TLS: the certificate ${ends} on ${this.#end}; replace ${this.#options.cert}`,
      true,
    );
  }

  /**
   * Who a client is by its certificate: a user, `null` for a peer without
   * login, or the reason why it is refused.
   */
  userOf(secure: SecureEnd | undefined): SessionUser | null | string {
    if (secure === undefined) return null;
    const { name, refusal } = secure;
    if (refusal !== undefined) return refusal;
    if (name === undefined || !this.#options.certUsers) return null;
    return this.#needs.userNamed(name) ??
      `the name of the client certificate is not a user's`;
  }

  /** Ends the looks at the files. */
  stop(): void {
    this.#poll.stop();
  }
}
