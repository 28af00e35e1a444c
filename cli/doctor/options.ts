/**
 * Checks the options of a daemon and the files that they name.
 *
 * @module
 */
import { X509Certificate } from "node:crypto";
import { readFile, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import { isLoopback } from "../../base/loopback.ts";
import { isRecord, messageOf } from "../../base/narrowing.ts";
import { type ProgramOptions, readOptions } from "../../daemon/options/read.ts";
import { type Finding, findings } from "./finding.ts";
import { checkNats } from "./nats.ts";

const DAY_MS = 86_400_000;
/** Rest of a certificate's validity that is too short, in days. */
const SOON_DAYS = 14;
/** Free space of a store's disk that is too little, in bytes. */
const LITTLE_SPACE = 1 << 28;
/** Files that a daemon needs beside its connections. */
const OTHER_FILES = 64;

const readText = (path: string) => readFile(path, "utf8");

/** Checks a daemon's file of options. */
export async function checkOptions(file: string): Promise<Finding[]> {
  const found = findings("options");
  let options: ProgramOptions;
  try {
    // As that of the daemon, for what must not be in the file.
    const env = { JET_CLUSTER: process.env.JET_CLUSTER };
    const task = await readOptions(["--config", file], env, readText);
    if (!("run" in task)) return [];
    options = task.run;
  } catch (error) {
    return [found("fail", messageOf(error))];
  }
  const { daemon, users, log } = options;
  const stores = [daemon.gun?.store, daemon.keep?.file]
    .filter((store) => store !== undefined && store !== ":memory:");
  const parts = await Promise.all([
    checkOpenness(options),
    users === undefined ? [] : checkUsers(users),
    daemon.tls === undefined
      ? []
      : checkCertificate(daemon.tls.cert, daemon.tls.key),
    checkFiles(daemon.limits?.maxConnections),
    daemon.cluster === undefined ? [] : checkNats(daemon.cluster),
    ...[...stores, log.file]
      .map((file) => file === undefined ? [] : checkDisk(file)),
  ]);
  return [found("ok", `${file} can be read`), ...parts.flat()];
}

function checkOpenness({ listen, users, daemon }: ProgramOptions): Finding[] {
  const found = findings("network");
  const { host = "localhost" } = listen;
  const hosts = typeof host === "string" ? [host] : host;
  const open = hosts.filter((name) =>
    name !== "localhost" && !isLoopback(name)
  );
  const result: Finding[] = [];
  const { trustProxy = [], allowOrigins = [], metrics } = daemon;
  if (allowOrigins.includes("*")) {
    const text = "pages of every origin may connect";
    result.push(found("warn", `${text}: name those in --allow-origin`));
  }
  if (trustProxy.length > 0 && users === undefined) {
    const text = "who comes through the proxy may do everything";
    result.push(found("fail", `${text}: give it --users`));
  }
  if (open.length === 0 && trustProxy.length === 0) {
    return [found("ok", "only this machine can connect"), ...result];
  }
  if (metrics === "open") {
    result.push(found("warn", "everybody gets the metrics: --metrics admins"));
  }
  if (users !== undefined && daemon.closed !== true) {
    const text = "peers without a login use elements without access groups";
    result.push(found("warn", `${text}: give it --closed`));
  }
  if (open.length === 0) return result;
  const where = `other machines can connect (host ${open.join(", ")})`;
  if (users === undefined) {
    result.push(found("fail", `${where} without users: give it --users`));
  }
  if (daemon.tls === undefined) {
    result.push(
      found("warn", `${where} without TLS: give it --cert and --key`),
    );
  }
  return result.length > 0 ? result : [found("ok", `${where}: users and TLS`)];
}

async function checkSecret(check: string, file: string): Promise<Finding[]> {
  const found = findings(check);
  try {
    const { mode } = await stat(file);
    const readable = (mode & 0o077) !== 0;
    return [
      readable
        ? found(
          "warn",
          `${file} is open to others (mode ${
            (mode & 0o777).toString(8)
          }): chmod 600 ${file}`,
        )
        : found("ok", `${file} is for its owner only`),
    ];
  } catch (error) {
    return [found("fail", `can't read ${file}: ${messageOf(error)}`)];
  }
}

async function checkUsers(file: string): Promise<Finding[]> {
  const result = await checkSecret("users", file);
  if (result[0].grade === "fail") return result;
  try {
    const content: unknown = JSON.parse(await readText(file));
    return [...result, ...checkTokens(isRecord(content) ? content.tokens : {})];
  } catch {
    // The parser's message quotes the text, with the hashes in it.
    result.push(findings("users")("fail", `${file} is not JSON`));
  }
  return result;
}

function checkTokens(tokens: unknown): Finding[] {
  const found = findings("tokens");
  return Object.entries(isRecord(tokens) ? tokens : {}).flatMap(
    ([id, token]) => {
      if (!isRecord(token) || token.ends === undefined) return [];
      const { ends, user, name } = token;
      const days = Math.floor((Number(ends) * 1000 - Date.now()) / DAY_MS);
      if (!(days < SOON_DAYS)) return [];
      const whose = `token ${id} of ${user}${name ? ` (${name})` : ""}`;
      return [
        found(
          "warn",
          days < 0
            ? `${whose} has ended: revoke it, or make its program a new one`
            : `${whose} ends in ${days} days: make its program a new one`,
        ),
      ];
    },
  );
}

async function checkCertificate(
  cert: string,
  key: string,
): Promise<Finding[]> {
  const found = findings("certificate");
  const result = await checkSecret("key", key);
  try {
    const certificate = new X509Certificate(await readText(cert));
    const end = certificate.validTo;
    const days = Math.floor((Date.parse(end) - Date.now()) / DAY_MS);
    const renew = "replace the file, the daemon reads it again";
    result.push(
      days < 0
        ? found("fail", `${cert} has ended (${end}): ${renew}`)
        : days < SOON_DAYS
        ? found("warn", `${cert} ends in ${days} days (${end}): ${renew}`)
        : found("ok", `${cert} is valid for ${days} days`),
    );
  } catch (error) {
    result.push(found("fail", `${cert}: ${messageOf(error)}`));
  }
  return result;
}

/** Compares the limit of open files of this process with that of connections. */
async function checkFiles(connections = 20_000): Promise<Finding[]> {
  const found = findings("open files");
  const limits = await readText("/proc/self/limits").catch(() => "");
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  if (soft === undefined) return [];
  const needed = connections + OTHER_FILES;
  return [
    Number(soft) < needed
      ? found(
        "warn",
        `${soft} files may be open here, ${connections} connections need ${needed}: ` +
          `LimitNOFILE=${needed} in the unit, or --max-connections`,
      )
      : found("ok", `${soft} files may be open here`),
  ];
}

async function checkDisk(store: string): Promise<Finding[]> {
  const found = findings("disk");
  try {
    const { bavail, bsize } = await statfs(dirname(store));
    const free = bavail * bsize;
    const text = `${Math.round(free / (1 << 20))} MiB are free for ${store}`;
    return [
      free < LITTLE_SPACE
        ? found("warn", `${text}: make room`)
        : found("ok", text),
    ];
  } catch (error) {
    return [
      found("fail", `the folder of ${store} is missing: ${messageOf(error)}`),
    ];
  }
}
