/**
 * Random programs: lists of steps that make sense in whatever state they are
 * carried out, so that a program that fails can be shortened.
 *
 * @module
 */
import { Chance } from "./chance.ts";
import { type Access, ACCESSES, ACCOUNTS, PASSWORD } from "./rights.ts";
import {
  askingRulesOf,
  metaOf,
  pacedRulesOf,
  PATHS,
  rulesOf,
  saidOf,
  valueOf,
} from "./choices.ts";
import { PATTERNS } from "./keeper.ts";
import type { Said } from "./notes.ts";
import type { ElementKind, Rules } from "./rules.ts";
import { type Kind, KINDS, type Reply } from "./speech.ts";

/** A path that is found when the step is carried out, or this one. */
export interface PathChoice {
  /** Among which elements to look. */
  readonly among: "own" | "signals" | "all" | "none";
  readonly at: number;
  readonly otherwise: string;
}

/** What one peer says. */
export type Request =
  | Said & {
    readonly ask: "add";
    readonly id: boolean;
    readonly path: string;
    readonly kind: ElementKind;
    readonly value?: string;
    readonly fetchOnly: boolean;
    readonly timeout?: number;
    readonly access?: Access | "nonsense";
    /** Seconds. */
    readonly expires?: number;
    readonly stay?: number;
    /** Whether the values are to be kept. */
    readonly keep?: boolean;
  }
  | {
    /** Adds what its owner, who is away, has left behind. */
    readonly ask: "return";
    readonly id: boolean;
    readonly at: number;
    /** Another value than the last one. */
    readonly value?: string;
    readonly said: Said;
    /** Whether it says the same of it as before. */
    readonly keepsSaid: boolean;
    /** Whether it may be the element of another user. */
    readonly anybody: boolean;
  }
  | Said & {
    readonly ask: "change";
    readonly id: boolean;
    readonly path: PathChoice;
    readonly value: string;
  }
  | Said & {
    /** Says something of an element whose value stays. */
    readonly ask: "say";
    readonly id: boolean;
    readonly path: PathChoice;
  }
  | {
    readonly ask: "signal";
    readonly id: boolean;
    readonly path: PathChoice;
    readonly value: string;
  }
  | {
    readonly ask: "remove";
    readonly id: boolean;
    readonly path: PathChoice;
    /** Whether a kept value remains. */
    readonly keeps?: boolean;
  }
  | {
    readonly ask: "set" | "call";
    readonly id: boolean;
    readonly path: PathChoice;
    /** The value, or the arguments of a call. */
    readonly value?: string;
    readonly valueAsResult: boolean;
    readonly timeout?: number;
  }
  | {
    readonly ask: "fetch";
    readonly id: boolean;
    readonly fetchId: number;
    readonly rules: Rules;
    /** Whether one rule makes no sense. */
    readonly wrong: boolean;
  }
  | { readonly ask: "unfetch"; readonly id: boolean; readonly fetchId: number }
  | { readonly ask: "get"; readonly rules: Rules }
  | { readonly ask: "echo" | "info" | "nonsense"; readonly id: boolean }
  | {
    readonly ask: "answer";
    readonly at: number;
    readonly how: Reply;
    /** Whether it is said twice. */
    readonly twice: boolean;
  };

/** One step of a program. */
export type Step =
  | {
    readonly step: "connect";
    readonly slot: number;
    readonly kind: Kind;
    readonly slow: boolean;
    /** Whether the listener knows the dialect. */
    readonly forced: boolean;
    /** Who it is known to be before it says anything. */
    readonly user?: string;
  }
  | {
    readonly step: "leave";
    readonly slot: number;
    readonly goodbye: boolean;
  }
  | {
    readonly step: "drain";
    readonly slot: number;
    readonly count: number;
    /** Whether the daemon is notified although something still waits. */
    readonly notifies: boolean;
  }
  | { readonly step: "pass"; readonly ms: number }
  /** From now on the disk takes values, or does not. */
  | { readonly step: "disk"; readonly fails: boolean }
  | {
    readonly step: "login";
    readonly slot: number;
    readonly user: string;
    readonly password: string;
  }
  | { readonly step: "decide"; readonly at: number }
  | {
    readonly step: "say";
    readonly slot: number;
    /** More than one are said in one message. */
    readonly requests: readonly Request[];
  };

/** A program and the daemon that it is for. */
export interface Program {
  /** Whether users can log in. */
  readonly users: boolean;
  /** Whether access is looked at. */
  readonly guarded: boolean;
  /** Whether elements without access are for users only. */
  readonly closed: boolean;
  readonly softBacklog: number;
  readonly hardBacklog: number;
  /** Work of one slice: of the small ones nearly each request needs several. */
  readonly slice: number;
  /** Patterns of the daemon's own states; without it nothing is kept. */
  readonly patterns?: readonly string[];
  readonly steps: readonly Step[];
}

/** How many peers there can be at once. */
export const SLOTS = 5;

/** Makes the program of a seed. */
export function programOf(seed: number): Program {
  const chance = new Chance(seed);
  const slowness = chance.of([0, 0.3, 0.8]);
  const users = chance.is(0.5);
  const steps: Step[] = [];
  for (let slot = 0; slot < 3; slot++) {
    steps.push(connect(chance, slot, slowness));
  }
  const length = 10 + chance.below(110);
  // The others have nothing but values, as peers of other projects.
  const tells = chance.is(0.6);
  while (steps.length < length) {
    steps.push(step(chance, users, slowness, tells));
  }
  const patterns = tells && chance.is(0.5)
    ? Object.keys(PATTERNS).filter(() => chance.is(0.4))
    : undefined;
  return {
    patterns,
    users,
    guarded: chance.is(users ? 0.9 : 0.2),
    closed: chance.is(0.3),
    softBacklog: chance.of([0, 60, 300, 1000]),
    hardBacklog: chance.of([1500, 6000, 1 << 20]),
    // The order in which slices give back what was kept is not modelled.
    slice: patterns?.length ? 1_000_000 : chance.of([1, 1500, 1_000_000]),
    steps,
  };
}

function connect(chance: Chance, slot: number, slowness: number): Step {
  return {
    step: "connect",
    slot,
    kind: chance.of(KINDS),
    slow: chance.is(slowness),
    forced: chance.is(0.5),
    user: chance.is(0.1) ? chance.of(ACCOUNTS).name : undefined,
  };
}

function step(
  chance: Chance,
  users: boolean,
  slowness: number,
  tells: boolean,
): Step {
  const slot = chance.below(SLOTS);
  return chance.weighted<() => Step>([
    [tells ? 5 : 3, () => connect(chance, slot, slowness)],
    [tells ? 2.5 : 1, () => ({ step: "leave", slot, goodbye: chance.is(0.3) })],
    [
      slowness * 14,
      () => ({
        step: "drain",
        slot,
        count: 1 + chance.below(6),
        notifies: chance.is(0.5),
      }),
    ],
    [tells ? 1 : 0, () => ({ step: "disk", fails: chance.is(0.3) })],
    [3, () => ({ step: "pass", ms: chance.of([1, 5, 20, 300, 5000]) })],
    [
      users ? 4 : 0.2,
      () => ({
        step: "login",
        slot,
        user: chance.is(0.1) ? "stranger" : chance.of(ACCOUNTS).name,
        password: chance.is(0.1) ? "guess" : PASSWORD,
      }),
    ],
    [users ? 5 : 0, () => ({ step: "decide", at: chance.below(3) })],
    [
      34,
      () => ({ step: "say", slot, requests: [request(chance, tells, true)] }),
    ],
    [4, () => {
      const count = 1 + chance.below(5);
      const requests = Array.from(
        { length: count },
        () => request(chance, tells, false),
      );
      return { step: "say", slot, requests };
    }],
  ])();
}

/**
 * @param tells Whether elements have more than values, and fetches ask for it.
 * @param alone Whether nothing else is said in the same message.
 */
function request(chance: Chance, tells: boolean, alone: boolean): Request {
  const id = chance.is(0.8);
  const more = tells ? 1 : 0;
  return chance.weighted<() => Request>([
    [24, () => add(chance, id, tells)],
    [14 * more, () => ({
      ask: "return",
      id,
      at: chance.below(6),
      value: chance.is(0.4) ? valueOf(chance) : undefined,
      said: saidOf(chance),
      keepsSaid: chance.is(0.6),
      anybody: chance.is(0.2),
    })],
    [6 * more, () => ({
      ask: "say",
      id,
      path: path(chance, "own"),
      ...chance.is(0.6)
        ? { meta: metaOf(chance) }
        : { quality: "uncertain", ...saidOf(chance) },
    })],
    [8 * more, () => ({
      ask: "signal",
      id,
      path: path(chance, chance.is(0.9) ? "signals" : "own"),
      value: valueOf(chance),
    })],
    [25, () => ({
      ask: "change",
      id,
      path: path(chance, "own"),
      value: valueOf(chance),
      ...tells && chance.is(0.5) ? saidOf(chance) : {},
    })],
    [7, () => ({
      ask: "remove",
      id,
      path: path(chance, tells && chance.is(0.3) ? "all" : "own"),
      keeps: tells && chance.is(0.3),
    })],
    [8, () => ({
      ask: "set",
      id,
      path: path(chance, "all"),
      value: valueOf(chance),
      valueAsResult: chance.is(0.3),
      timeout: timeout(chance),
    })],
    [4, () => ({
      ask: "call",
      id,
      path: path(chance, "all"),
      value: chance.of([undefined, "null", "[]", "[1.10]", '{"n":1}']),
      valueAsResult: false,
      timeout: timeout(chance),
    })],
    [14, () => ({
      ask: "fetch",
      id,
      fetchId: chance.below(5),
      rules: tells ? askingRulesOf(chance) : pacedRulesOf(chance),
      wrong: chance.is(0.03),
    })],
    // Without an answer the number of messages can't be assigned.
    [4, () => ({
      ask: "unfetch",
      id: id || !alone,
      fetchId: chance.below(5),
    })],
    [4, () => ({
      ask: "get",
      rules: tells
        ? { ...askingRulesOf(chance), rate: undefined, deadband: undefined }
        : rulesOf(chance),
    })],
    [2, () => ({ ask: chance.of(["echo", "info", "nonsense"]), id })],
    [12, () => ({
      ask: "answer",
      at: chance.below(4),
      how: chance.of(REPLIES),
      twice: chance.is(0.1),
    })],
  ])();
}

function add(chance: Chance, id: boolean, tells: boolean): Request {
  const kind = tells && chance.is(0.15)
    ? "signal"
    : chance.is(0.8)
    ? "state"
    : "method";
  const isState = kind === "state";
  const plain = {
    ask: "add" as const,
    id,
    path: chance.of(PATHS),
    kind,
    value: isState ? valueOf(chance) : undefined,
    fetchOnly: chance.is(0.2),
    timeout: timeout(chance),
    access: chance.is(0.7)
      ? undefined
      : chance.is(0.05)
      ? "nonsense" as const
      : chance.of(ACCESSES),
  } as const;
  if (!tells) return plain;
  const said = saidOf(chance);
  return {
    ...plain,
    ...isState ? said : { meta: said.meta },
    // Few moments are those of others.
    expires: isState && chance.is(0.3) ? chance.of([0.211, 2.013]) : undefined,
    keep: chance.is(isState ? 0.4 : 0.02),
    stay: chance.is(0.5) ? chance.of([0.307, 3.001, 7.003]) : undefined,
  };
}

const REPLIES: readonly Reply[] = [
  "plain",
  "plain",
  "plain",
  "adapted",
  "empty",
  "null",
  "false",
  "dataless",
  "dataNull",
  "dataText",
  "thrown",
  "own",
  "refused",
  "text",
];

function path(
  chance: Chance,
  among: "own" | "signals" | "all",
): PathChoice {
  return {
    among: chance.is(0.9) ? among : "none",
    at: chance.below(8),
    otherwise: chance.of(PATHS),
  };
}

function timeout(chance: Chance): number | undefined {
  return chance.is(0.6) ? undefined : chance.of([0.001, 0.02, 0.3, 2]);
}
