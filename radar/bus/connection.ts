/**
 * The connection of the page to its daemon: what is known of it, who is logged
 * in, and the pauses between attempts to come back.
 *
 * @module
 */
import { signal } from "@preact/signals";
import {
  type DaemonInfo,
  type FetchRules,
  Peer,
  type UserRights,
} from "../../peer.ts";
import { texts } from "../texts.ts";
import { exactConnector, type LinkWatch } from "./link.ts";

/** How the page is connected. */
export type LinkState =
  | { readonly kind: "connecting" }
  | { readonly kind: "open" }
  | {
    readonly kind: "lost";
    readonly since: number;
    /** When the next attempt begins, in ms. */
    readonly nextAt: number;
  };

/** Pauses between attempts, in ms; the last one is repeated. */
const PAUSES_MS = [500, 1000, 2000, 3000, 5000];
/** Time for elements to come back after a reconnect, in seconds. */
const GRACE_S = 3;

/** See the module. */
export class BusConnection {
  /** How it is connected. */
  readonly state = signal<LinkState>({ kind: "connecting" });
  /** What the daemon says of itself. */
  readonly info = signal<DaemonInfo | undefined>(undefined);
  /** The user that is logged in; "" without one. */
  readonly user = signal("");
  /** Groups of the user. */
  readonly rights = signal<UserRights | undefined>(undefined);
  /** When the daemon was found restarted, in ms; 0: it was not. */
  readonly restartedAt = signal(0);
  /** Messages a second. */
  readonly rate = signal(0);
  /** Increased with every peer: what was fetched has to be fetched anew. */
  readonly generation = signal(0);
  /** Takes what the inspector receives. */
  onInspected: (report: unknown) => void = () => {};
  #peer: Peer;
  #url: string;
  #messages = 0;
  #attempts = 0;
  #left = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string) {
    this.#url = url;
    this.#peer = this.#connect();
    setInterval(() => {
      this.rate.value = this.#messages;
      this.#messages = 0;
    }, 1000);
  }

  /** The peer of now. */
  get peer(): Peer {
    return this.#peer;
  }

  /** Whether requests can be sent. */
  get open(): boolean {
    return this.state.value.kind === "open";
  }

  #connect(): Peer {
    const watch: LinkWatch = {
      received: () => this.#messages++,
      inspected: (report) => this.onInspected(report),
    };
    const peer = new Peer(exactConnector(this.#url, watch), {
      name: texts.peerName,
      retry: true,
      reconnect: "manual",
      grace: GRACE_S,
      doubles: true,
    });
    // The states of the connection are those of its events.
    peer.connected.catch(() => {});
    peer.addEventListener("connect", () => this.#opened(peer));
    peer.addEventListener("reconnect", () => this.#opened(peer));
    peer.addEventListener("disconnect", () => {
      if (peer === this.#peer && !this.#left) this.#lost();
    });
    return peer;
  }

  #opened(peer: Peer): void {
    if (peer !== this.#peer) return;
    clearTimeout(this.#timer);
    this.#attempts = 0;
    this.state.value = { kind: "open" };
    void this.#learn(peer);
  }

  async #learn(peer: Peer): Promise<void> {
    try {
      const info = await peer.info();
      const before = this.info.value?.epoch;
      if (before !== undefined && before !== info.epoch) {
        this.restartedAt.value = Date.now();
      }
      this.info.value = info;
    } catch {
      // The connection was lost again: its next opening asks anew.
    }
  }

  #lost(): void {
    const pause = PAUSES_MS[Math.min(this.#attempts++, PAUSES_MS.length - 1)];
    const { value } = this.state;
    const since = value.kind === "lost" ? value.since : Date.now();
    this.state.value = { kind: "lost", since, nextAt: Date.now() + pause };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.retry(), pause);
  }

  /** Tries to come back now. */
  retry(): void {
    clearTimeout(this.#timer);
    this.#peer.resume().catch(() => this.#lost());
  }

  /**
   * Logs in.
   *
   * @throws {Unauthorized} if the daemon refuses user or password.
   */
  async login(user: string, password: string): Promise<void> {
    this.rights.value = await this.#peer.authenticate(user, password);
    this.user.value = user;
    this.generation.value++;
  }

  /** Logs out: by a new connection, since a login can't be taken back. */
  logout(): void {
    this.leave();
    this.enter();
  }

  /**
   * Ends the connection of a page that is left. Browsers keep such pages, to
   * show them again, with their connections, which would go on to receive.
   */
  leave(): void {
    clearTimeout(this.#timer);
    this.#left = true;
    void this.#peer.close();
  }

  /** Connects anew, without a login. */
  enter(): void {
    this.#left = false;
    this.user.value = "";
    this.rights.value = undefined;
    this.state.value = { kind: "connecting" };
    this.#peer = this.#connect();
    this.generation.value++;
  }
}

/** Rules of a fetch for one row or a few: with all that is shown of them. */
export const SHOWN_NOTES: FetchRules = {
  meta: true,
  times: true,
  presence: true,
};
