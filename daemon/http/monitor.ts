/**
 * What operators and their programs ask a daemon: whether it lives, whether it
 * is ready, its figures.
 *
 * @module
 */
import type { Context, Hono } from "npm:hono@4.13.19";
import { systemClock } from "../../base/system_clock.ts";
import { isLoopback } from "../../base/loopback.ts";
import { VERSION } from "../../base/version.ts";
import type { Bus } from "../../bus/bus.ts";
import type { RelayFigures } from "../../gun/relay/traffic.ts";
import type { SessionUser } from "../../bus/elements/access.ts";
import type { Limits } from "../../bus/limits/limits.ts";
import { Histogram, type Traffic } from "../../bus/limits/traffic.ts";
import { unauthorized } from "./authorize.ts";
import { addressOf, isForwarded } from "./forwarded.ts";
import { isLocalName, mayConnect } from "./origin.ts";
import { type ClusterMonitor, exposeCluster } from "./cluster_metrics.ts";
import { CONTENT_TYPE, Exposition, type Labels } from "./exposition.ts";
import { remoteOf } from "./upgrade.ts";
import type { LoopDelay } from "../figures/loop_delay.ts";
import { runtimeName } from "../figures/status.ts";
import { residentMemory } from "../runtime/figures.ts";

/** What a monitor needs of its daemon. */
export interface MonitorNeeds {
  /** Who gets the metrics; "off" if not given. */
  readonly kind: "off" | "admins" | "open" | undefined;
  readonly bus: Bus;
  /** Connections of GUN apps. */
  readonly gun: () => Iterable<readonly [{ readonly backlog: number }, string]>;
  /** Figures of GUN's relay; `undefined`: GUN is not served. */
  readonly gunFigures: () => RelayFigures | undefined;
  /** The daemon's part in a cluster, if it has one. */
  readonly cluster: ClusterMonitor | undefined;
  /** Whether the daemon listens. */
  readonly isReady: () => boolean;
  readonly loopDelay: LoopDelay;
  /** When the certificate ends, in milliseconds since 1970. */
  readonly certificateEnd: () => number | undefined;
  readonly login: (
    context: Context,
  ) => Promise<SessionUser | null | Response>;
}

const LOCAL_PAGES = { allowed: [], sameHost: false };

/**
 * Whether a program of this machine asks: neither a client of a proxy here, nor
 * a page in a browser here, whose name may have been made to point here.
 */
async function isFromThisMachine(context: Context): Promise<boolean> {
  const { url, raw } = context.req;
  return isLoopback(addressOf(await remoteOf(context))) &&
    !isForwarded(raw.headers) &&
    isLocalName(new URL(url).hostname) && mayConnect(raw, LOCAL_PAGES);
}

/** See the module. */
export class Monitor {
  readonly #needs: MonitorNeeds;
  readonly #begunAt: number;

  constructor(needs: MonitorNeeds) {
    this.#needs = needs;
    this.#begunAt = systemClock.now();
  }

  get #serves(): boolean {
    const { kind = "off" } = this.#needs;
    return kind !== "off";
  }

  /** Begins to measure, if there are metrics. */
  start(): void {
    if (!this.#serves) return;
    const { traffic } = this.#needs.bus;
    if (traffic.latency !== undefined) return;
    traffic.latency = { set: new Histogram(), call: new Histogram() };
    this.#needs.loopDelay.start();
  }

  /** Adds the routes. */
  readonly serve = (app: Hono): void => {
    app.get("/healthz", (context) => context.text("ok\n"));
    app.get(
      "/readyz",
      (context) =>
        this.#isReady
          ? context.text("ready\n")
          : context.text("not ready\n", 503),
    );
    if (this.#serves) app.get("/metrics", this.#metrics);
  };

  /** Whether the daemon serves peers: it listens, and is not cut off. */
  get #isReady(): boolean {
    const { isReady, cluster } = this.#needs;
    return isReady() && cluster?.cutOff === undefined;
  }

  readonly #metrics = async (context: Context): Promise<Response> => {
    const refusal = await this.#refusal(context);
    if (refusal !== null) return refusal;
    const openMetrics = /application\/openmetrics-text/.test(
      context.req.header("accept") ?? "",
    );
    const form = openMetrics ? "openMetrics" : "text";
    return new Response(this.#text(openMetrics), {
      headers: { "Content-Type": CONTENT_TYPE[form] },
    });
  };

  async #refusal(context: Context): Promise<Response | null> {
    const { kind, bus, login } = this.#needs;
    if (kind === "open") return null;
    if (!bus.options.accessControl) {
      return await isFromThisMachine(context)
        ? null
        : context.text("Without users the metrics are for this machine\n", 403);
    }
    const user = await login(context);
    if (user instanceof Response) return user;
    if (user === null) return unauthorized("The metrics need a login");
    return user.admin
      ? null
      : context.text("The metrics are for administrators\n", 403);
  }

  #text(openMetrics: boolean): string {
    const { bus, cluster } = this.#needs;
    const out = new Exposition(openMetrics);
    this.#exposeProcess(out);
    this.#exposeConnections(out);
    this.#exposeGun(out);
    exposeTraffic(out, bus.traffic);
    out.histogram(
      "jet_event_loop_delay_seconds",
      "How late timers are",
      this.#needs.loopDelay.delays,
    );
    exposeLimits(out, bus.limits);
    if (cluster !== undefined) exposeCluster(out, cluster);
    this.#exposeCertificate(out);
    return out.toString();
  }

  #exposeProcess(out: Exposition): void {
    out.gauges("jet_build", "Version and runtime; always 1", [
      [{ version: VERSION, runtime: runtimeName() }, 1],
    ]);
    out.gauge(
      "jet_uptime_seconds",
      "Time since the start",
      (systemClock.now() - this.#begunAt) / 1000,
    );
    out.gauge(
      "jet_resident_memory_bytes",
      "Memory of the process",
      residentMemory(),
    );
  }

  #exposeConnections(out: Exposition): void {
    const connections = new Map<string, [Labels, number]>();
    let [elements, fetches, backlog, largest] = [0, 0, 0, 0];
    for (const session of this.#needs.bus.sessions) {
      const { link: { transport }, dialect: { name: dialect } } = session;
      count(connections, { transport, dialect });
      elements += session.elementCount;
      fetches += session.fetchCount;
      backlog += session.backlog;
      largest = Math.max(largest, session.backlog);
    }
    let gunBacklog = 0;
    for (const [connection] of this.#needs.gun()) {
      count(connections, { transport: "websocket", dialect: "gun" });
      gunBacklog += connection.backlog;
    }
    out.gauges("jet_connections", "Open connections", connections.values());
    out.gauge(
      "jet_elements",
      "States and methods of connected peers",
      elements,
    );
    out.gauge("jet_fetches", "Fetches of connected peers", fetches);
    out.gauge("jet_backlog_bytes", "Output that peers have not taken", backlog);
    out.gauge(
      "jet_backlog_largest_bytes",
      "The same of the slowest peer",
      largest,
    );
    out.gauge(
      "jet_gun_backlog_bytes",
      "Output that GUN apps have not taken",
      gunBacklog,
    );
  }

  #exposeGun(out: Exposition): void {
    const figures = this.#needs.gunFigures();
    if (figures === undefined) return;
    out.counter(
      "jet_gun_messages",
      "Messages of GUN apps and linked relays",
      figures.messages,
    );
    out.counter(
      "jet_gun_changes",
      "Properties of GUN that were changed",
      figures.changes,
    );
    out.gauge(
      "jet_gun_memory_bytes",
      "Nodes of GUN in memory",
      figures.memory,
    );
  }

  #exposeCertificate(out: Exposition): void {
    const end = this.#needs.certificateEnd();
    if (end === undefined) return;
    out.gauge(
      "jet_certificate_end_timestamp_seconds",
      "When the certificate ends",
      end / 1000,
    );
  }
}

function exposeTraffic(out: Exposition, traffic: Traffic): void {
  out.counters(
    "jet_messages",
    "Messages of peers; those of a batch count as one",
    [
      [{ direction: "in" }, traffic.messagesIn],
      [{ direction: "out" }, traffic.messagesOut],
    ],
  );
  out.counters("jet_message_bytes", "Bytes of messages without their heads", [
    [{ direction: "in" }, traffic.bytesIn],
    [{ direction: "out" }, traffic.bytesOut],
  ]);
  if (traffic.latency !== undefined) {
    const { set, call } = traffic.latency;
    out.histogram("jet_set_seconds", "Time of owners to answer set", set);
    out.histogram("jet_call_seconds", "Time of owners to answer call", call);
  }
}

function exposeLimits(out: Exposition, limits: Limits): void {
  const all = Object.entries(limits.report());
  out.gauges(
    "jet_limit",
    "Limits of peers",
    all.map(([limit, { limit: value }]) => [{ limit }, value]),
  );
  out.counters(
    "jet_limit_reached",
    "How often a limit was reached",
    all.map(([limit, { reached }]) => [{ limit }, reached]),
  );
}

function count(
  connections: Map<string, [Labels, number]>,
  labels: Labels,
): void {
  const key = Object.values(labels).join();
  const found = connections.get(key);
  if (found === undefined) connections.set(key, [labels, 1]);
  else found[1]++;
}
