/**
 * Notifications to systemd about the state of the daemon, by its own program
 * `systemd-notify`: neither runtime has sockets for datagrams between processes.
 *
 * @module
 */
import { spawn } from "node:child_process";
import type { PeerClock } from "../base/clock.ts";
import type { Environment } from "../command_line/arguments.ts";

/** Parts of the watchdog's time after which it is notified. */
const NOTIFICATIONS = 3;

/** Deno throws for variables outside `--allow-env`: then systemd is not used. */
function isService(env: Environment): boolean {
  try {
    return Boolean(env.NOTIFY_SOCKET);
  } catch {
    return false;
  }
}

/** Time of the watchdog in milliseconds; 0 if there is none for this process. */
function watchdogMs(env: Environment, pid: number): number {
  const { WATCHDOG_USEC: limit = "0", WATCHDOG_PID: owner } = env;
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
    this.#enabled = isService(env);
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
    const child = spawn("systemd-notify", assignments, { stdio: "ignore" });
    child.on("error", (error) => {
      this.#failed = true;
      this.#onTrouble(`systemd is not notified: ${error.message}`);
    });
  }
}
