/**
 * Attacks on the daemon, each while peers that behave go on working. Run with
 * `deno task test:long adversary [--only NAME] [--states N] [--seconds N]`.
 *
 * @module
 */
import { asRecord } from "../support/client.ts";
import { DaemonProcess } from "../support/daemon_process.ts";
import type { RuntimeName } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { USERS } from "../support/users.ts";
import {
  type Attack,
  type DaemonKind,
  DEFAULT_SECONDS,
  DEFAULT_STATES,
} from "./attack.ts";
import { MeasuredPeers } from "./measured.ts";
import { MemoryWatch } from "./memory.ts";
import type { Site } from "./stage.ts";
import { type StrangersReport, Thread } from "./threads.ts";
import { attackOf, ATTACKS } from "./attacks.ts";
import { line, table } from "./table.ts";
import {
  type Aim,
  aimFor,
  brokenOff,
  judge,
  type Measures,
  type Row,
} from "./verdict.ts";

/** Time of the measured peers before the attack, and after it. */
const CALM_MS = 300;
const DEFAULT_AFTERMATH_MS = 1500;
/** Seconds in which a population has to be there. */
const GATHERING_S = 120;

/** How attacks are carried out. */
export interface RunOptions {
  readonly runtime: RuntimeName;
  /** Instead of what the attack says. */
  readonly states?: number;
  /** Instead of what an attack says that does not check anything itself. */
  readonly seconds?: number;
  /** Instead of what the number of states asks for. */
  readonly aim?: Aim;
  /** Milliseconds for which the peers are measured after the attack. */
  readonly aftermath?: number;
}

/** The users; the path of a safe belongs to one of them. */
const USERS_FILE = {
  users: {
    ...USERS.users,
    hello: { ...asRecord(USERS.users.hello), owns: ["safe/#"] },
  },
};

const ARGS: Record<DaemonKind, (usersFile: string) => readonly string[]> = {
  open: () => [],
  users: (usersFile) => ["--users", usersFile],
  closed: (usersFile) => ["--users", usersFile, "--closed"],
};

/** Carries out one attack on a daemon of its own. */
export async function carryOut(
  attack: Attack,
  options: RunOptions,
): Promise<Row> {
  const { daemon: kind = "open", args = [] } = attack;
  const states = options.states ?? attack.states ?? DEFAULT_STATES;
  const { seconds: own = DEFAULT_SECONDS, isCheck = false } = attack;
  const seconds = isCheck ? own : options.seconds ?? own;
  const { aim = aimFor(states), aftermath = DEFAULT_AFTERMATH_MS } = options;
  await using folder = await TemporaryFolder.create();
  const usersFile = await folder.write("users.json", USERS_FILE);
  await using daemon = await DaemonProcess.start(options.runtime, undefined, {
    args: [
      ...["--gun-store", folder.path("gun.db")],
      ...ARGS[kind](usersFile),
      ...args,
    ],
  });
  const { port, wsPort, binaryPort } = daemon;
  const site = { port, wsPort, binaryPort, states, usersFile };
  const run = new Run(daemon, site, attack, kind !== "open");
  const measures = await run.measure(seconds, aftermath);
  const mustDrop = seconds > (attack.droppedAfter ?? Infinity);
  return judge(attack.name, measures, aim, mustDrop);
}

/** Attacks that are carried out one after the other. */
export interface CampaignOptions extends RunOptions {
  /** The only attacks, separated by commas. */
  readonly only?: string;
  /** Prints the result of each. */
  readonly log: (line: string) => void;
}

/**
 * Carries out all attacks, and prints a table at the end.
 *
 * @returns how many there were.
 * @throws Error if one was not withstood.
 */
export async function carryOutAll(options: CampaignOptions): Promise<number> {
  const { only, log } = options;
  const attacks = only?.split(",").map(attackOf) ?? ATTACKS;
  const rows: Row[] = [];
  for (const attack of attacks) {
    const row = await carryOut(attack, options)
      .catch((error) => brokenOff(attack.name, error));
    rows.push(row);
    log(line(row));
  }
  log(table(rows));
  const failed = rows.filter(({ failures }) => failures.length > 0);
  if (failed.length > 0) {
    const names = failed.map(({ attack }) => attack).join(", ");
    throw new Error(`${failed.length} of ${rows.length}: ${names}`);
  }
  return rows.length;
}

/** The end of a stranger in the log, unless the stranger left. */
const DROPPED = / peer (?!.* "well ).* disconnected: (?!connection lost)(.*)$/;

class Run {
  readonly #daemon: DaemonProcess;
  readonly #site: Site;
  readonly #attack: Attack;
  readonly #login: boolean;

  constructor(
    daemon: DaemonProcess,
    site: Site,
    attack: Attack,
    login: boolean,
  ) {
    this.#daemon = daemon;
    this.#site = site;
    this.#attack = attack;
    this.#login = login;
  }

  async measure(seconds: number, aftermath: number): Promise<Measures> {
    const { port, states } = this.#site;
    using memory = new MemoryWatch(this.#daemon.pid);
    const options = { port, states, login: this.#login };
    await using crowd = await Thread.start({ crowd: options }, GATHERING_S);
    await using strangers = await Thread.start(
      { attack: this.#attack.name, site: this.#site, seconds },
      GATHERING_S,
    );
    using peers = await MeasuredPeers.join(
      port,
      this.#login,
      this.#daemon.pid,
    );
    peers.begin();
    await pause(CALM_MS);
    peers.reset();
    const report = await strangers.report<StrangersReport>(seconds + 10)
      .catch(() => undefined);
    const dropped = this.#dropped();
    await pause(aftermath);
    return {
      experience: await peers.end(),
      strangers: report,
      memoryBytes: memory.peak,
      daemonEnded: memory.hasEnded,
      lost: await crowd.report<string[]>(10)
        .catch(() => ["the crowd, which is too busy to say more"]),
      dropped,
      failures: this.#attack.log?.(this.#log) ?? [],
    };
  }

  get #log(): readonly string[] {
    const { stdout, stderr } = this.#daemon;
    return [...stdout.all, ...stderr.all];
  }

  /** Strangers that were disconnected so far, by reason. */
  #dropped(): Record<string, number> {
    const dropped: Record<string, number> = {};
    for (const line of this.#log) {
      const reason = DROPPED.exec(line)?.[1];
      if (reason === undefined) continue;
      dropped[reason] = (dropped[reason] ?? 0) + 1;
    }
    return dropped;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
