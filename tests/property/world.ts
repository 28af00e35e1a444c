/**
 * A bus, the peers of a program, and what is known of both: every step is also
 * carried out on a table of its own, and whatever the daemon says is compared
 * with what follows from that.
 *
 * @module
 */
import { Bus } from "../../bus/bus.ts";
import { msgpack } from "../../daemon/msgpack.ts";
import { Dialects } from "../../protocol/dialects.ts";
import { VirtualClock } from "./clock.ts";
import { Failure, must, same } from "./failure.ts";
import { type Fault, type FaultKind, mustBeFault } from "./faults.ts";
import { isObject, itemsOf, membersOf, stringOf } from "./json_text.ts";
import { type Answer, Expectation, type Forward, SimPeer } from "./peer.ts";
import { mustBeTranslated } from "./replies.ts";
import { type Access, type Action, allowed } from "./rights.ts";
import { type Json, matches, windowOf } from "./rules.ts";
import {
  type PathChoice,
  PATHS,
  type Program,
  type Request,
  SLOTS,
  type Step,
} from "./steps.ts";
import { accountOf, SlowUsers } from "./users.ts";
import {
  type EventKind,
  EventView,
  type Expected,
  History,
  mustBeTheseRows,
  type Shown,
  SortedView,
  type View,
} from "./views.ts";

/** Seconds that requests wait where nobody says otherwise. */
const TIMEOUT = 5;

/** An element as it has to be. */
interface Thing {
  readonly path: string;
  readonly owner: SimPeer;
  readonly fetchOnly: boolean;
  readonly timeout: number | undefined;
  readonly access: Access | undefined;
  value: string | undefined;
  json: Json | undefined;
}

/** A request that waits for its owner. */
interface Routed {
  readonly client: SimPeer;
  readonly owner: SimPeer;
  readonly expectation: Expectation;
  readonly forward: Forward;
  readonly deadline: number;
  /** The parameters as the client said them. */
  readonly params: string;
  /** The value as the client said it. */
  readonly value: string | undefined;
  readonly valueAsResult: boolean;
}

/** Waits until the daemon has done what it does after a promise. */
async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await undefined;
}

/** Everything that takes part. */
export class World {
  readonly #program: Program;
  readonly #clock = new VirtualClock();
  readonly #users = new SlowUsers();
  readonly #dialects = new Dialects();
  readonly #bus: Bus;
  readonly #slots: (SimPeer | undefined)[] = Array(SLOTS).fill(undefined);
  readonly #table = new Map<string, Thing>();
  readonly #history = new History();
  readonly #logins = new Map<
    SimPeer,
    { user: string; password: string; expectation: Expectation }[]
  >();
  #routed: Routed[] = [];
  #serial = 0;
  #error: unknown;
  #trace: ((line: string) => void) | undefined;

  /** @param trace Takes the transcript of all that is said. */
  constructor(program: Program, trace?: (line: string) => void) {
    this.#program = program;
    this.#trace = trace;
    const { users, closed, softBacklog, hardBacklog } = program;
    this.#bus = new Bus({
      info: { name: "property", version: "0", authentication: users },
      timeout: TIMEOUT,
      softBacklog,
      hardBacklog,
      clock: this.#clock,
      users: users ? this.#users : undefined,
      closed,
      encodings: new Map([["msgpack", msgpack]]),
      onError: (_session, error) => this.#error ??= error,
    });
  }
}
