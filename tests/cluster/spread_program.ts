/**
 * A random program of peers of all dialects, which are spread over the members of
 * a cluster. Its model is that of one daemon, but for what a cluster does not
 * promise: a view may be some milliseconds behind, so views are compared until they
 * are right; the last changes before a removal may be missing.
 *
 * @module
 */
import type { Guest } from "./guests.ts";
import type { AnyClient } from "../support/daemon_process.ts";
import { within } from "../support/within.ts";
import { Chance } from "../property/chance.ts";
import { Failure } from "../property/failure.ts";
import { Population } from "../property/population.ts";
import { Lost, SocketPeer, type Stoppable } from "../property/socket_peer.ts";
import type { Kind } from "../property/speech.ts";

/** Dialects of the peers. */
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

/** A member that peers connect to. */
export interface Member extends Stoppable {
  connect(kind: Kind): Promise<AnyClient>;
  /** Peers with other protocols, where no connection is lost. */
  guests?(population: Population, chance: Chance): Promise<Guest[]>;
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
  readonly #kind: Kind;
  readonly #population: Population;
  readonly #chance: Chance;
  readonly #watches: boolean;
  readonly #weather: Weather | undefined;
  #home: Member;
  #peer: SocketPeer | undefined;

  /**
   * @param watches Whether it fetches all that the program adds.
   * @param weather None if no connection may be lost.
   */
  constructor(
    members: readonly Member[],
    home: Member,
    kind: Kind,
    population: Population,
    chance: Chance,
    watches: boolean,
    weather: Weather | undefined,
  ) {
    this.#members = members;
    this.#home = home;
    this.#kind = kind;
    this.#population = population;
    this.#chance = chance;
    this.#watches = watches;
    this.#weather = weather;
  }

  /** Has a peer do something, after it is connected. */
  async #do(what: (peer: SocketPeer) => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await what(this.#peer ??= await this.#connect());
      } catch (error) {
        if (!(error instanceof Lost) || !this.#weather) throw error;
        this.vanish();
        this.#home = this.#chance.of(this.#members);
        await pause(RETRY_MS);
      }
    }
  }

  async #connect(): Promise<SocketPeer> {
    const client = await this.#home.connect(this.#kind).catch((cause) => {
      throw new Lost("no connection", { cause });
    });
    const peer = new SocketPeer(
      client,
      this.#kind,
      this.#population,
      this.#chance,
      this.#home,
    );
    try {
      await peer.greet();
      if (this.#watches) await peer.fetch(this.#population.everything);
      return peer;
    } catch (error) {
      peer.vanish();
      throw error;
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

  mustBeRight(): void {
    this.#peer?.mustBeRight();
  }

  vanish(): void {
    this.#peer?.vanish();
    this.#peer = undefined;
  }
}

/** Waits until all views show what is owned. */
async function settle(
  seats: readonly Seat[],
  guests: readonly Guest[],
  weather: Weather | undefined,
): Promise<void> {
  let since = performance.now();
  for (;;) {
    await Promise.all(seats.map((seat) => seat.barrier()));
    try {
      for (const seat of seats) seat.mustBeRight();
      for (const guest of guests) await guest.mustBeRight();
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
  const seats = KINDS.map((kind, i) =>
    new Seat(
      members,
      members[(seed + i) % members.length],
      kind,
      population,
      new Chance(seed * KINDS.length + i),
      i < members.length,
      weather,
    )
  );
  const guests: Guest[] = [];
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
    for (const [i, member] of members.entries()) {
      const chance = new Chance(seed * members.length + i);
      guests.push(...await member.guests?.(population, chance) ?? []);
    }
    await Promise.all(seats.map((seat) => seat.barrier()));
    await Promise.all([
      ...seats.map((seat) => stopping(() => seat.act(actions, () => failed))),
      ...guests.map((guest) =>
        stopping(async () => {
          for (let i = 0; i < actions && !failed; i++) await guest.act();
        })
      ),
    ]);
    await settle(seats, guests, weather);
    // Elements go with their owner.
    seats.pop()?.vanish();
    await settle(seats, guests, weather);
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
    for (const guest of guests) await guest.leave();
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
