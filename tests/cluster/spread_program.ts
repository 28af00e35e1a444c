/**
 * A random program of peers of all dialects, which are spread over the members of
 * a cluster. Its model is that of one daemon, but for what a cluster does not
 * promise: a view may be some milliseconds behind, so views are compared until they
 * are right; the last changes before a removal may be missing.
 *
 * @module
 */
import type { AnyClient } from "../support/daemon_process.ts";
import { within } from "../support/within.ts";
import { Chance } from "../property/chance.ts";
import { Failure } from "../property/failure.ts";
import { Population } from "../property/population.ts";
import { Lost, SocketPeer } from "../property/socket_peer.ts";
import type { Kind } from "../property/speech.ts";
import { Mirror } from "../support/mirror.ts";
import {
  BinaryGuest,
  HttpGuest,
  type Participant,
  type Place,
} from "./guests.ts";

/** Dialects of the peers that speak JSON-RPC. */
const KINDS = ["node2", "v3", "cjet", "pack", "lua", "node2", "v3"] as const;
/** Milliseconds between actions of a peer while something fails. */
const ROUGH_PAUSE_MS = 200;
/** Milliseconds between attempts to connect, and between two looks at views. */
const RETRY_MS = 20;
/** Seconds for which views may differ from what is owned. */
const SETTLE_S = 30;

/** Lines of the transcript that a failure shows. */
const TRANSCRIPT_LINES = 100;
/** Paths and names of peers in a text. */
const ABOUT = /p[0-9]+\/[^ "]+|[a-z0-9]+-[0-9]+@d[0-9]/g;

/** Connects a peer to a member; throws `Lost` if that is not possible. */
type Connect = (home: Member) => Promise<Participant>;

/** A member that peers connect to. */
export interface Member extends Place {
  connect(kind: Kind): Promise<AnyClient>;
}

/** What happens to the members meanwhile. */
export interface Weather {
  /** Whether something fails at present. */
  readonly isRough: boolean;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A place of a program for one peer after the other. */
class Seat {
  readonly #members: readonly Member[];
  readonly #connect: Connect;
  readonly #chance: Chance;
  readonly #weather: Weather | undefined;
  #home: Member;
  #peer: Participant | undefined;

  /** @param weather None if no connection may be lost. */
  constructor(
    members: readonly Member[],
    home: Member,
    connect: Connect,
    chance: Chance,
    weather: Weather | undefined,
  ) {
    this.#members = members;
    this.#home = home;
    this.#connect = connect;
    this.#chance = chance;
    this.#weather = weather;
  }

  /** Has a peer do something, after it is connected. */
  async #do(
    what: (peer: Participant) => void | Promise<void>,
  ): Promise<void> {
    for (;;) {
      try {
        return await what(this.#peer ??= await this.#connect(this.#home));
      } catch (error) {
        if (!(error instanceof Lost) || !this.#weather) throw error;
        this.vanish();
        this.#home = this.#chance.of(this.#members);
        await pause(RETRY_MS);
      }
    }
  }

  /** Acts so often, and as long as something fails. */
  async act(actions: number, isOver: () => boolean): Promise<void> {
    for (let done = 0; done < actions || this.#weather?.isRough; done++) {
      if (isOver()) return;
      await this.#do((peer) => peer.act());
      if (this.#weather?.isRough) await pause(ROUGH_PAUSE_MS);
    }
  }

  async barrier(): Promise<void> {
    await this.#do((peer) => peer.barrier());
  }

  async mustBeRight(): Promise<void> {
    await this.#do((peer) => peer.mustBeRight());
  }

  vanish(): void {
    this.#peer?.vanish();
    this.#peer = undefined;
  }
}

/**
 * Connects peers that speak JSON-RPC.
 *
 * @param watches Whether they fetch all that the program adds.
 */
function socketPeers(
  kind: Kind,
  population: Population,
  chance: Chance,
  watches: boolean,
): Connect {
  return async (home) => {
    const client = await home.connect(kind).catch((cause) => {
      throw new Lost("no connection", { cause });
    });
    const peer = new SocketPeer(client, kind, population, chance, home);
    try {
      await peer.greet();
      if (watches) await peer.fetch(population.everything);
      return peer;
    } catch (error) {
      peer.vanish();
      throw error;
    }
  };
}

/** Connects the peers of a program, one way for each of its seats. */
function connections(
  population: Population,
  chances: readonly Chance[],
  watchers: number,
): Connect[] {
  const [forHttp, forBinary, ...others] = chances;
  const mirror = new Mirror();
  return [
    (home) => HttpGuest.connect(home, population, forHttp, mirror),
    (home) => BinaryGuest.connect(home, population, forBinary),
    ...KINDS.map((kind, i) =>
      socketPeers(kind, population, others[i], i < watchers)
    ),
  ];
}

/** Waits until all views show what is owned. */
async function settle(
  seats: readonly Seat[],
  weather: Weather | undefined,
): Promise<void> {
  let since = performance.now();
  for (;;) {
    await Promise.all(seats.map((seat) => seat.barrier()));
    try {
      for (const seat of seats) await seat.mustBeRight();
      return;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (weather?.isRough) since = performance.now();
      if (performance.now() - since > SETTLE_S * 1000) throw error;
    }
    await pause(RETRY_MS);
  }
}

/**
 * Runs one program; many can run beside each other at one cluster, with other seeds.
 *
 * @param actions Actions of each peer.
 * @param weather What fails meanwhile; `undefined`: nothing, and no connection may
 * be lost.
 * @throws {Error} if something is not as it has to be.
 */
export async function runSpreadProgram(
  members: readonly Member[],
  seed: number,
  actions: number,
  weather?: Weather,
): Promise<void> {
  const population = new Population(`p${seed}/`);
  const chances = Array.from(
    { length: KINDS.length + 2 },
    (_, i) => new Chance(seed * (KINDS.length + 2) + i),
  );
  const seats = connections(population, chances, members.length)
    .map((connect, i) => {
      const home = members[(seed + i) % members.length];
      return new Seat(members, home, connect, chances[i], weather);
    });
  let failed = false;
  const stopping = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  try {
    await Promise.all(seats.map((seat) => seat.barrier()));
    await Promise.all(
      seats.map((seat) => stopping(() => seat.act(actions, () => failed))),
    );
    await settle(seats, weather);
    // Elements go with their owner.
    for (const i of [seats.length - 1, 1]) seats.splice(i, 1)[0].vanish();
    await settle(seats, weather);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const about = reason.match(ABOUT) ?? [""];
    const transcript = population.transcript(about, TRANSCRIPT_LINES);
    throw new Error(
      [`program ${seed}: ${reason}`, ...transcript].join("\n"),
      { cause: error },
    );
  } finally {
    for (const seat of seats) seat.vanish();
  }
}

/**
 * Runs programs, some of them at a time.
 *
 * @param first Seed of the first; that of the next is one more.
 * @throws {Error} as {@linkcode runSpreadProgram} does, with all seeds that failed.
 */
export async function runSpreadPrograms(
  members: readonly Member[],
  first: number,
  count: number,
  { actions, beside, weather, progress }: {
    readonly actions: number;
    /** How many run at a time. */
    readonly beside: number;
    readonly weather?: Weather;
    readonly progress?: (done: number) => void;
  },
): Promise<void> {
  let begun = 0;
  let done = 0;
  const failures: unknown[] = [];
  const work = async () => {
    while (begun < count && failures.length === 0) {
      const seed = first + begun++;
      try {
        await within(
          runSpreadProgram(members, seed, actions, weather),
          `the end of program ${seed}`,
          300,
        );
        progress?.(++done);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: beside }, work));
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, "programs fail");
}
