/**
 * Checks the servers of NATS that a cluster is to be made of, and its log there.
 *
 * @module
 */
import { connect } from "node:net";
import { firstLineOf } from "../../command_line/errors.ts";
import { counted } from "../print/format.ts";
import { isRecord } from "../../base/narrowing.ts";
import { withoutLogin } from "../../daemon/bridges/cluster/access.ts";
import {
  inspectLog,
  type LogFacts,
} from "../../daemon/bridges/cluster/inspect.ts";
import {
  MissingLibrary,
  type StreamInfo,
} from "../../daemon/bridges/cluster/library.ts";
import type { ClusterOptions } from "../../daemon/bridges/cluster/options.ts";
import { type Finding, findings } from "./finding.ts";

const PROBE_MS = 3000;
const DEFAULT_PORT = 4222;
/** Oldest release of NATS that was tested. */
const OLDEST = [2, 9];
/** Bytes below which most packets of a member are cut. */
const LITTLE_PAYLOAD = 1 << 18;
/** Difference of clocks that is worth a word, in ms. */
const SKEW_MS = 2000;

const found = findings("nats");

/** What a server of NATS says before any login. */
interface ServerInfo {
  readonly version: string;
  readonly hasJetStream: boolean;
  readonly maxPayload: number;
  /** Name of the servers that are one cluster, if it is one of several. */
  readonly cluster: string | undefined;
  readonly wantsLogin: boolean;
  readonly wantsTls: boolean;
}

/** Checks the servers, then the log. */
export async function checkNats(options: ClusterOptions): Promise<Finding[]> {
  const { servers } = options;
  const results = await Promise.all(
    servers.map((server) => checkServer(server, options)),
  );
  const findings = results.flatMap(({ findings }) => findings);
  const reached = servers.filter((_, i) => results[i].hasJetStream)
    .map(withoutLogin);
  if (reached.length === 0) return findings;
  try {
    return [
      ...findings,
      ...checkLog(await inspectLog(options, reached), options),
    ];
  } catch (error) {
    const advice = error instanceof MissingLibrary
      ? "have npm reachable for the first start"
      : "see login and TLS";
    const text = `the log can't be read: ${firstLineOf(error)}: ${advice}`;
    return [...findings, found("fail", text)];
  }
}

async function checkServer(
  server: string,
  options: ClusterOptions,
): Promise<{ hasJetStream: boolean; findings: Finding[] }> {
  const where = withoutLogin(server);
  const isOnly = options.servers.length === 1;
  try {
    const info = readInfo(await firstLine(where));
    return {
      hasJetStream: info.hasJetStream,
      findings: checkInfo(where, info, options),
    };
  } catch (error) {
    const text = `${where}: ${firstLineOf(error)}`;
    const advice = "start nats-server there, or mend --cluster";
    const grade = isOnly ? "fail" : "warn";
    return {
      hasJetStream: false,
      findings: [found(grade, `${text}: ${advice}`)],
    };
  }
}

/** What a server sends first. */
function firstLine(server: string): Promise<string> {
  const { hostname, port } = new URL(server);
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: port === "" ? DEFAULT_PORT : Number(port),
    });
    let text = "";
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
    };
    const fail = (reason: string) => {
      end();
      reject(new Error(reason));
    };
    const timer = setTimeout(() => fail("nothing answers"), PROBE_MS);
    socket.on("data", (bytes: Uint8Array) => {
      text += new TextDecoder().decode(bytes);
      if (!text.includes("\n")) return;
      end();
      resolve(text);
    });
    socket.on("error", ({ message }: Error) => fail(message));
    socket.on("close", () => fail("the connection was closed"));
  });
}

/** @throws {Error} if it is no server of NATS. */
function readInfo(line: string): ServerInfo {
  const json = /^INFO (\{.*\})\s*$/m.exec(line)?.[1];
  const info: unknown = json && JSON.parse(json);
  if (!isRecord(info)) throw new Error("another program is there");
  return {
    version: String(info.version),
    hasJetStream: info.jetstream === true,
    maxPayload: Number(info.max_payload),
    cluster: typeof info.cluster === "string" ? info.cluster : undefined,
    wantsLogin: info.auth_required === true,
    wantsTls: info.tls_required === true,
  };
}

function checkInfo(
  where: string,
  info: ServerInfo,
  options: ClusterOptions,
): Finding[] {
  const { replicas = 1, credentials, ca, servers } = options;
  const { version, maxPayload } = info;
  const result: Finding[] = [];
  const [major, minor] = version.split(".").map(Number);
  if (major < OLDEST[0] || major === OLDEST[0] && minor < OLDEST[1]) {
    const text = `${where} is NATS ${version}: take ${
      OLDEST.join(".")
    } or later`;
    result.push(found("warn", text));
  }
  if (!info.hasJetStream) {
    const text = `${where} has no JetStream: start nats-server with -js`;
    result.push(found("fail", text));
  }
  if (maxPayload < LITTLE_PAYLOAD) {
    const text = `${where} takes messages of ${maxPayload} bytes, so members ` +
      `cut theirs: max_payload of ${LITTLE_PAYLOAD} or more`;
    result.push(found("warn", text));
  }
  if (replicas > 1 && info.cluster === undefined) {
    const text =
      `${where} is a server on its own, and can't keep ${replicas} ` +
      "replicas: make the servers one cluster (cluster { name, routes })";
    result.push(found("fail", text));
  }
  const hasLogin = credentials !== undefined ||
    servers.some((server) => server.includes("@"));
  if (info.wantsLogin && !hasLogin) {
    const text =
      `${where} wants a login: nats://user:password@host, or --cluster-creds`;
    result.push(found("fail", text));
  }
  if (info.wantsTls && ca === undefined) {
    const text =
      `${where} wants TLS: without --cluster-ca its certificate has ` +
      "to be of an authority that the system knows";
    result.push(found("warn", text));
  }
  return result.length > 0
    ? result
    : [found("ok", `${where} is NATS ${version} with JetStream`)];
}

function checkLog(
  { stream, info, readAt }: LogFacts,
  { replicas = 1, storage = "file" }: ClusterOptions,
): Finding[] {
  if (info === undefined) {
    return [
      found("ok", `the log ${stream} is not there: no daemon has joined yet`),
    ];
  }
  const { config, cluster } = info;
  const result: Finding[] = [];
  const wanted = keptText(replicas, storage);
  if (config.num_replicas !== replicas || config.storage !== storage) {
    const kept = keptText(config.num_replicas, config.storage);
    result.push(found(
      "fail",
      `the log ${stream} was made with ${kept}, not ${wanted}: stop ` +
        `all daemons and delete it (nats stream rm ${stream}), or give them its options`,
    ));
  } else {
    result.push(
      found("ok", `the log ${stream} has ${wanted}`),
    );
  }
  if (replicas > 1) result.push(...checkReplicas(cluster));
  // A beat is never later than this moment by the same clock.
  const ahead = Date.parse(info.state.last_ts) - readAt;
  if (ahead > SKEW_MS) {
    const text = `the clock of NATS is ${(ahead / 1000).toFixed(1)} s ahead`;
    result.push(found(
      "warn",
      `${text}: after an election dead daemons may be found so much later; ` +
        "set the clocks by NTP",
    ));
  }
  return result;
}

function keptText(replicas: number, storage: string): string {
  return `${counted(replicas, "replica")} in ${storage}`;
}

function checkReplicas(cluster: StreamInfo["cluster"]): Finding[] {
  const { leader, replicas = [] } = cluster ?? {};
  const behind = replicas
    .filter(({ current, offline }) => current === false || offline === true)
    .map(({ name }) => name);
  return [
    ...leader === undefined
      ? [found("fail", "the log has no leader: see the servers of NATS")]
      : [],
    ...behind.length > 0
      ? [found(
        "warn",
        `${
          behind.join(", ")
        } lack entries of the log, or are down: if another ` +
          "server ends, adds wait",
      )]
      : [],
  ];
}
