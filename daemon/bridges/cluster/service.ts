/**
 * The daemon as a member of a cluster.
 *
 * @module
 */
import type { Bus } from "../../../bus/bus.ts";
import type { Cluster, ClusterHost } from "../../../cluster/cluster.ts";
import type { ClusterFigures } from "../../../cluster/figures.ts";
import { beforeOutput } from "../../../base/batch.ts";
import type { Clock } from "../../../base/clock.ts";
import { messageOf } from "../../../base/narrowing.ts";
import { systemClock } from "../../../base/system_clock.ts";
import { VERSION } from "../../../base/version.ts";
import { withoutLogin } from "./access.ts";
import { type ClusterOptions, DEFAULT_LEASE_S } from "./options.ts";
import type { NatsTransport } from "./nats.ts";

/** Milliseconds between attempts to reach NATS at the start. */
const RETRY_MS = 1_000;

const CUT_OFF = "the daemon is cut off from its cluster";

/** What the service needs of its daemon. */
export interface ClusterServiceHost {
  readonly bus: () => Bus;
  readonly clock: Clock;
  warn(message: string): void;
  note(message: string): void;
  report(error: unknown): void;
}

/** The options of a daemon that a cluster needs. */
interface MemberOptions {
  readonly name?: string;
  readonly hierarchy?: "strict" | "open";
  readonly cluster?: ClusterOptions;
}

/** The part that the options ask for. */
export function clusterOf(
  options: MemberOptions,
  bus: () => Bus,
  log: (message: string, isTrouble: boolean) => void,
  report: (error: unknown) => void,
): ClusterService | undefined {
  const { cluster } = options;
  const host: ClusterServiceHost = {
    bus,
    clock: systemClock,
    warn: (message) => log(message, true),
    note: (message) => log(message, false),
    report,
  };
  return cluster && new ClusterService(cluster, options, host);
}

/** The daemon's part in a cluster. */
export class ClusterService implements ClusterHost {
  readonly #options: ClusterOptions;
  readonly #rules: MemberOptions;
  readonly #host: ClusterServiceHost;
  #cluster: Cluster | undefined;
  #begun: Promise<void> | undefined;
  #isMember = false;
  #closed = false;
  #cutOffs = 0;
  #endGuard: (() => void) | undefined;
  // The last failure: the same is not reported again.
  #failure = "";
  readonly #refusals = new Set<string>();

  constructor(
    options: ClusterOptions,
    rules: MemberOptions,
    host: ClusterServiceHost,
  ) {
    this.#options = options;
    this.#rules = rules;
    this.#host = host;
  }

  get space(): ClusterHost["space"] {
    return this.#host.bus().space;
  }

  get timers(): ClusterHost["timers"] {
    return this.#host.bus().timers;
  }

  get kept(): ClusterHost["kept"] {
    return this.#host.bus().kept;
  }

  get clock(): Clock {
    return this.#host.clock;
  }

  /** What metrics tell of the cluster; `undefined`: NATS was not reached yet. */
  get figures(): ClusterFigures | undefined {
    return this.#cluster?.figures;
  }

  /** How often the daemon was cut off. */
  get cutOffs(): number {
    return this.#cutOffs;
  }

  /** Why no peer is served; `undefined`: the daemon is a member. */
  get cutOff(): string | undefined {
    return this.#isMember ? undefined : CUT_OFF;
  }

  get #name(): string {
    return this.#rules.name ?? "jet";
  }

  /**
   * Joins the cluster. Until NATS can be reached, it waits.
   *
   * @throws {Error} if the cluster's members have other rules.
   */
  begin(): Promise<void> {
    return this.#begun ??= this.#begin();
  }

  async #begin(): Promise<void> {
    const { lease = DEFAULT_LEASE_S, storage = "file" } = this.#options;
    const leaseMs = lease * 1000;
    const transport = await this.#connect(leaseMs);
    if (transport === undefined) return;
    const { Cluster } = await import("./later.ts");
    this.#cluster = new Cluster(
      {
        name: this.#name,
        version: VERSION,
        epoch: this.#host.bus().epoch,
        separator: this.space.hierarchy.separator,
        open: this.#rules.hierarchy === "open",
        leaseMs,
        mayBeLost: storage === "memory",
      },
      transport,
      this,
    );
    const { turns } = this.#host.bus();
    turns.onDeadline = () => this.#cluster?.check();
    this.#endGuard = beforeOutput(() => turns.checkDeadline());
    await this.#cluster.join();
  }

  async #connect(leaseMs: number): Promise<NatsTransport | undefined> {
    const { NatsTransport } = await import("./later.ts");
    const { clock } = this.#host;
    while (!this.#closed) {
      try {
        return await NatsTransport.open(
          this.#options,
          this.#name,
          leaseMs,
          (reason) => this.#refused(reason),
        );
      } catch (error) {
        const servers = this.#options.servers.map(withoutLogin).join(", ");
        this.#complain(`NATS at ${servers}`, error);
        await new Promise<void>((resolve) => clock.after(RETRY_MS, resolve));
      }
    }
  }

  /** Says once why the daemon is no member; the way there is the operator's. */
  #complain(what: string, error: unknown): void {
    // A connection that ends during TLS may have no error at all, or the client waits
    // for what does not come.
    const text = error === undefined
      ? "the connection ended"
      : messageOf(error);
    const isUnclear = error === undefined || text === "timeout";
    const reason = isUnclear ? `${text}: see TLS and login` : text;
    if (reason === this.#failure) return;
    this.#failure = reason;
    this.warn(`waiting for ${what}: ${reason}`);
  }

  /** Says once what the login at NATS may not do. */
  #refused(reason: string): void {
    // The subjects of members differ each time.
    const [kind] = reason.split('"');
    if (this.#refusals.has(kind)) return;
    this.#refusals.add(kind);
    this.warn(`NATS refuses what a cluster needs: ${reason}`);
  }

  leaseUntil(end: number): void {
    this.#host.bus().turns.deadline = end;
  }

  joined(): void {
    this.#isMember = true;
    this.#failure = "";
  }

  fenced(reason: string): void {
    this.#isMember = false;
    this.#cutOffs++;
    const text = `${CUT_OFF}: ${reason}`;
    this.warn(text);
    for (const session of [...this.#host.bus().sessions]) {
      session.cutOff(text);
    }
  }

  waiting(error: unknown): void {
    this.#complain("the cluster", error);
  }

  warn(message: string): void {
    this.#host.warn(message);
  }

  note(message: string): void {
    this.#host.note(message);
  }

  report(error: unknown): void {
    const failure = error instanceof Error ? error.message : String(error);
    if (failure === this.#failure) return;
    this.#failure = failure;
    this.#host.report(error);
  }

  /** Leaves the cluster. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#cluster?.close();
    this.#endGuard?.();
  }
}
