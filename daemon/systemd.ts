/**
 * Readiness and watchdog messages to systemd, and sockets that it hands over.
 * Messages are sent by systemd's own program `systemd-notify`: neither runtime has sockets for datagrams
 * between processes.
 *
 * @module
 */
import type { PeerClock } from "../base/clock.ts";
import type { Environment } from "../command_line/arguments.ts";
import { builtins } from "./runtime/builtins.ts";
import type { InheritedListener } from "./options/daemon_options.ts";

/** Descriptor of the first socket that is handed over. */
const FIRST_FD = 3;

/**
 * The listening sockets that systemd has handed over (`LISTEN_FDS`).
 *
 * @param pid Id of this process: sockets may be another one's.
 */
export function inheritedListeners(
  env: Environment,
  pid: number,
): InheritedListener[] {
  const count = readable(env, "LISTEN_FDS");
  if (count === undefined || readable(env, "LISTEN_PID") !== `${pid}`) {
    return [];
  }
  const named = readable(env, "LISTEN_FDNAMES")?.split(":") ?? [];
  return Array.from({ length: Number(count) }, (_, index) => ({
    fd: FIRST_FD + index,
    name: named[index] ?? "",
  }));
}

/** A variable; `undefined` too where Deno throws, as it is not in `--allow-env`. */
function readable(env: Environment, name: string): string | undefined {
  try {
    return env[name];
  } catch {
    return undefined;
  }
}

/** Parts of the watchdog's time after which it is notified. */
const NOTIFICATIONS = 3;

/** Time of the watchdog in milliseconds; 0 if there is none for this process. */
function watchdogMs(env: Environment, pid: number): number {
  const limit = readable(env, "WATCHDOG_USEC") ?? "0";
  const owner = readable(env, "WATCHDOG_PID");
  const isOwn = owner === undefined || owner === `${pid}`;
  return isOwn ? Number(limit) / 1000 : 0;
}

/** A service of `Type=notify`; without `NOTIFY_SOCKET` it does nothing. */
export class SystemdService {
  readonly #enabled: boolean;
  readonly #intervalMs: number;
  readonly #clock: PeerClock;
  readonly #onTrouble: (message: string) => void;
  #cancel: (() => void) | undefined;
  #failed = false;

  /** @param onTrouble Called once if the program can't be run. */
  constructor(
    env: Environment,
    pid: number,
    clock: PeerClock,
    onTrouble: (message: string) => void,
  ) {
    this.#enabled = Boolean(readable(env, "NOTIFY_SOCKET"));
    this.#intervalMs = this.#enabled ? watchdogMs(env, pid) / NOTIFICATIONS : 0;
    this.#clock = clock;
    this.#onTrouble = onTrouble;
  }

  /** The daemon listens. */
  ready(status: string): void {
    this.#notify("READY=1", `STATUS=${status}`);
    if (this.#intervalMs > 0) this.#watch();
  }

  /** The daemon ends. */
  stopping(): void {
    this.#cancel?.();
    this.#notify("STOPPING=1");
  }

  #watch(): void {
    this.#cancel = this.#clock.after(this.#intervalMs, () => {
      this.#notify("WATCHDOG=1");
      if (!this.#failed) this.#watch();
    });
  }

  #notify(...assignments: string[]): void {
    if (!this.#enabled || this.#failed) return;
    const child = builtins.processes.spawn("systemd-notify", assignments, {
      stdio: "ignore",
    });
    child.on("error", (error) => {
      this.#failed = true;
      this.#onTrouble(`systemd is not notified: ${error.message}`);
    });
  }
}
