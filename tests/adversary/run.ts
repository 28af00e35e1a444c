/**
 * Attacks on the daemon, each while peers that behave go on working. Run with
 * `deno task test:long adversary [--only NAME] [--states N] [--seconds N]`.
 *
 * @module
 */
import type { RuntimeName } from "../support/runtimes.ts";
import { type Attack, DEFAULT_SECONDS, DEFAULT_STATES } from "./attack.ts";
import { Ground } from "./ground.ts";
import { MeasuredPeers } from "./measured.ts";
import { MemoryWatch } from "./memory.ts";
import { Party, type StrangersReport } from "./parties.ts";
import { ATTACKS, attacksOf } from "./attacks.ts";
import { line, misses, table } from "./table.ts";
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
/** Times with which a peer that behaves sets just enough for a p99. */
const BRIEF = { seconds: 1.6, aftermath: 500 };
/** States in a brief run where their number is not what matters. */
const BRIEF_CHECK_STATES = 10_000;
/** Seconds in which a process has to be there. */
const STARTING_S = 20;

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

/**
 * Attacks that are carried out one after the other, on one daemon as long as
 * nothing of them is left in it.
 */
export class Campaign implements AsyncDisposable {
  #ground: Ground | undefined;

  /** Carries out an attack; what breaks it off is a failure too. */
  async carryOut(
    attack: Attack,
    options: RunOptions & { brief?: boolean },
  ): Promise<Row> {
    const row = await this.#row(attack, options);
    const isAsNew = row.failures.length === 0 &&
      await this.#ground?.recovers();
    if (!isAsNew) await this[Symbol.asyncDispose]();
    return row;
  }

  async #row(
    attack: Attack,
    options: RunOptions & { brief?: boolean },
  ): Promise<Row> {
    const states = statesFor(attack, options);
    try {
      if (!this.#ground?.suits(attack, states)) {
        await this[Symbol.asyncDispose]();
        this.#ground = await Ground.prepare(attack, options.runtime, states);
      }
      return await carryOutOn(this.#ground, attack, options);
    } catch (error) {
      return brokenOff(attack.name, error);
    }
  }

  /** Ends the daemon. */
  async [Symbol.asyncDispose](): Promise<void> {
    const ground = this.#ground;
    this.#ground = undefined;
    await ground?.[Symbol.asyncDispose]();
  }
}

function statesFor(
  attack: Attack,
  { states, brief = false }: Pick<CampaignOptions, "states" | "brief">,
): number {
  if (states !== undefined) return states;
  // The elements of a cluster are claimed in its log, one by one.
  if (brief && (attack.isCheck || attack.atMember)) return BRIEF_CHECK_STATES;
  return attack.states ?? DEFAULT_STATES;
}

async function carryOutOn(
  ground: Ground,
  attack: Attack,
  options: RunOptions,
): Promise<Row> {
  const { seconds: own = DEFAULT_SECONDS, isCheck = false } = attack;
  const seconds = isCheck ? own : options.seconds ?? own;
  const { aim = aimFor(ground.site.states), aftermath = DEFAULT_AFTERMATH_MS } =
    options;
  const measures = await new Run(ground, attack).measure(seconds, aftermath);
  const mustDrop = seconds > (attack.droppedAfter ?? Infinity);
  return judge(attack.name, measures, aim, mustDrop);
}

/** How all attacks are carried out. */
export interface CampaignOptions extends RunOptions {
  /** The only attacks, separated by commas. */
  readonly only?: string;
  /**
   * Whether all attacks but those with states of their own take 12 minutes, with
   * sets for a p99, barely.
   */
  readonly brief?: boolean;
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
  // Those with states of their own take minutes to gather them.
  const all = ATTACKS.filter(({ states }) => !options.brief || !states);
  const attacks = only === undefined ? all : attacksOf(only);
  const each = options.brief ? { ...BRIEF, ...options } : options;
  const rows: Row[] = [];
  await using campaign = new Campaign();
  for (const attack of attacks) {
    const row = await campaign.carryOut(attack, each);
    rows.push(row);
    log(line(row));
  }
  const failed = rows.filter(({ failures }) => failures.length > 0);
  log(table([...failed, ...rows.filter((row) => !failed.includes(row))]));
  log(misses(rows));
  if (failed.length > 0) {
    const names = failed.map(({ attack }) => attack).join(", ");
    throw new Error(`${failed.length} of ${rows.length}: ${names}`);
  }
  return rows.length;
}

/** The end of a stranger in the log, unless the stranger left. */
const DROPPED = / peer (?!.* "well ).* disconnected: (?!connection lost)(.*)$/;

class Run {
  readonly #ground: Ground;
  readonly #attack: Attack;

  constructor(ground: Ground, attack: Attack) {
    this.#ground = ground;
    this.#attack = attack;
  }

  async measure(seconds: number, aftermath: number): Promise<Measures> {
    const { crowd, daemon, login, site } = this.#ground;
    this.#ground.begin();
    using memory = new MemoryWatch(daemon.pid);
    await using strangers = await Party.start(
      { attack: this.#attack.name, site, seconds },
      STARTING_S,
    );
    using peers = await MeasuredPeers.join(daemon.port, login, daemon.pid);
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
      failures: this.#attack.log?.(this.#ground.log) ?? [],
    };
  }

  /** Strangers that were disconnected so far, by reason. */
  #dropped(): Record<string, number> {
    const dropped: Record<string, number> = {};
    for (const line of this.#ground.log) {
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
