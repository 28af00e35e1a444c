/**
 * Random programs: lists of steps that make sense in whatever state they are
 * carried out, so that a program that fails can be shortened.
 *
 * @module
 */
import { Chance } from "./chance.ts";
import { type Access, ACCESSES, ACCOUNTS, PASSWORD } from "./rights.ts";
import type { Json, Rules, Sort, ValueRule } from "./rules.ts";
import { type Kind, KINDS, type Reply } from "./speech.ts";

/** A path that is found when the step is carried out, or this one. */
export interface PathChoice {
  /** Among which elements to look. */
  readonly among: "own" | "all" | "none";
  readonly at: number;
  readonly otherwise: string;
}

/** What one peer says. */
export type Request =
  | {
    readonly ask: "add";
    readonly id: boolean;
    readonly path: string;
    readonly value?: string;
    readonly fetchOnly: boolean;
    readonly timeout?: number;
    readonly access?: Access | "nonsense";
  }
  | {
    readonly ask: "change";
    readonly id: boolean;
    readonly path: PathChoice;
    readonly value: string;
  }
  | { readonly ask: "remove"; readonly id: boolean; readonly path: PathChoice }
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
  }
  | {
    readonly step: "leave";
    readonly slot: number;
    readonly goodbye: boolean;
  }
  | { readonly step: "drain"; readonly slot: number; readonly count: number }
  | { readonly step: "pass"; readonly ms: number }
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
  /** Whether there are users. */
  readonly users: boolean;
  /** Whether elements without access are for users only. */
  readonly closed: boolean;
  readonly softBacklog: number;
  readonly hardBacklog: number;
  readonly steps: readonly Step[];
}

/** How many peers there can be at once. */
export const SLOTS = 5;

/** All paths that occur. */
export const PATHS = [
  "a",
  "a/b",
  "A/b",
  "a/bc",
  "b",
  "b/Ünï ☃",
  "B/c",
  "",
  "toString",
  "__proto__",
  'q"\\/',
  "a/b/c/d",
] as const;

const PARTS = ["a", "A", "b", "/b", "c", "", "a/b", "ünï", "Ü", "to", "__"];

const VALUES = [
  "0",
  "1",
  "2",
  "-3.5",
  "1.10",
  "9007199254740993",
  "1e2",
  "true",
  "false",
  "null",
  '"x"',
  '"Ünï ☃"',
  '"\\u00e4\\n"',
  '""',
  "[]",
  "{}",
  "[1,2]",
  '[3,"x",{"n":1}]',
  '{"n":7}',
  '{"n":{"age":3}}',
  '{"n":{"age":50.0},"s":"text"}',
  '{"n":null}',
  '{ "n" : [ 1, 5 ] }',
  '{"toString":1,"n":"x"}',
] as const;

const OPERANDS: readonly Json[] = [
  0,
  1,
  2.5,
  50,
  true,
  false,
  null,
  "x",
  "text",
  [1, 2],
  { n: 7 },
  9007199254740993,
];

const FIELDS = ["", "", "", "n", "n.age", "[0]", "n[1]", "s", "toString"];
const TYPES = ["number", "number", "string", "boolean", "object"];

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
  while (steps.length < length) steps.push(step(chance, users, slowness));
  return {
    users,
    closed: users && chance.is(0.3),
    softBacklog: chance.of([0, 60, 300, 1000]),
    hardBacklog: chance.of([1500, 6000, 1 << 20]),
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
  };
}

function step(chance: Chance, users: boolean, slowness: number): Step {
  const slot = chance.below(SLOTS);
  return chance.weighted<() => Step>([
    [3, () => connect(chance, slot, slowness)],
    [1, () => ({ step: "leave", slot, goodbye: chance.is(0.3) })],
    [
      slowness * 14,
      () => ({ step: "drain", slot, count: 1 + chance.below(6) }),
    ],
    [3, () => ({ step: "pass", ms: chance.of([1, 5, 20, 300, 5000]) })],
    [
      users ? 4 : 0.2,
      () => ({
        step: "login",
        slot,
        user: chance.is(0.1) ? "nobody" : chance.of(ACCOUNTS).name,
        password: chance.is(0.1) ? "guess" : PASSWORD,
      }),
    ],
    [users ? 5 : 0, () => ({ step: "decide", at: chance.below(3) })],
    [34, () => ({ step: "say", slot, requests: [request(chance, true)] })],
    [4, () => {
      const count = 1 + chance.below(5);
      const requests = Array.from(
        { length: count },
        () => request(chance, false),
      );
      return { step: "say", slot, requests };
    }],
  ])();
}

/** @param alone Whether nothing else is said in the same message. */
function request(chance: Chance, alone: boolean): Request {
  const id = chance.is(0.8);
  return chance.weighted<() => Request>([
    [24, () => ({
      ask: "add",
      id,
      path: chance.of(PATHS),
      value: chance.is(0.8) ? value(chance) : undefined,
      fetchOnly: chance.is(0.2),
      timeout: timeout(chance),
      access: chance.is(0.7)
        ? undefined
        : chance.is(0.05)
        ? "nonsense"
        : chance.of(ACCESSES),
    })],
    [25, () => ({
      ask: "change",
      id,
      path: path(chance, "own"),
      value: value(chance),
    })],
    [7, () => ({ ask: "remove", id, path: path(chance, "own") })],
    [8, () => ({
      ask: "set",
      id,
      path: path(chance, "all"),
      value: value(chance),
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
      rules: rules(chance),
      wrong: chance.is(0.03),
    })],
    // Without an answer nobody knows what a number of messages belongs to.
    [4, () => ({
      ask: "unfetch",
      id: id || !alone,
      fetchId: chance.below(5),
    })],
    [4, () => ({ ask: "get", rules: rules(chance) })],
    [2, () => ({ ask: chance.of(["echo", "info", "nonsense"]), id })],
    [12, () => ({
      ask: "answer",
      at: chance.below(4),
      how: chance.of(REPLIES),
      twice: chance.is(0.1),
    })],
  ])();
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
  "thrown",
  "own",
  "refused",
  "text",
];

function path(chance: Chance, among: "own" | "all"): PathChoice {
  return {
    among: chance.is(0.9) ? among : "none",
    at: chance.below(8),
    otherwise: chance.of(PATHS),
  };
}

function timeout(chance: Chance): number | undefined {
  return chance.is(0.6) ? undefined : chance.of([0.001, 0.02, 0.3, 2]);
}

function value(chance: Chance): string {
  if (chance.is(0.35)) return chance.of(VALUES);
  if (chance.is(0.65)) return `${chance.below(100)}`;
  const length = chance.weighted([
    [5, chance.below(40)],
    [2, chance.below(400)],
    [1, chance.below(2500)],
  ]);
  return JSON.stringify(`${chance.below(10)}${"x".repeat(length)}`);
}

function rules(chance: Chance): Rules {
  return {
    path: chance.is(0.5) ? undefined : pathRules(chance),
    values: chance.is(0.7) ? [] : valueRules(chance),
    sort: chance.is(0.65) ? undefined : sort(chance),
  };
}

const PATH_RULES = [
  "equals",
  "equalsNot",
  "startsWith",
  "startsWith",
  "startsNotWith",
  "endsWith",
  "endsNotWith",
  "contains",
  "containsNot",
] as const;
const PATH_LIST_RULES = [
  "containsAllOf",
  "containsOneOf",
  "equalsOneOf",
  "equalsNotOneOf",
] as const;

function pathRules(chance: Chance): Rules["path"] {
  const rules: Record<string, string | string[] | boolean> = {};
  for (let count = 1 + chance.below(2); count > 0; count--) {
    const part = () => chance.is(0.4) ? chance.of(PATHS) : chance.of(PARTS);
    if (chance.is(0.7)) {
      rules[chance.of(PATH_RULES)] = part();
    } else {
      const parts = Array.from({ length: chance.below(9) }, part);
      rules[chance.of(PATH_LIST_RULES)] = parts;
    }
  }
  if (chance.is(0.3)) rules.caseInsensitive = chance.is(0.8);
  return rules;
}

function valueRules(chance: Chance): ValueRule[] {
  const rules = new Map<string, ValueRule>();
  for (let count = 1 + chance.below(2); count > 0; count--) {
    const field = chance.of(FIELDS);
    const rule = { field, ...comparison(chance) };
    rules.set(`${field} ${rule.operator}`, rule);
  }
  return [...rules.values()];
}

function comparison(chance: Chance): { operator: string; operand: Json } {
  const operand = () => chance.of(OPERANDS);
  const plain = () => chance.of(OPERANDS.slice(0, 9));
  switch (chance.below(6)) {
    case 0:
      return { operator: "equals", operand: operand() };
    case 1:
      return { operator: "equalsNot", operand: operand() };
    case 2:
      return { operator: "lessThan", operand: plain() };
    case 3:
      return { operator: "greaterThan", operand: plain() };
    case 4:
      return { operator: "isType", operand: chance.of(TYPES) };
    default:
      return {
        operator: chance.of(["hasOneOf", "hasAllOf"]),
        operand: Array.from({ length: chance.below(3) }, plain),
      };
  }
}

function sort(chance: Chance): Sort {
  const from = chance.is(0.6) ? 1 : 1 + chance.below(3);
  return {
    by: chance.of(["path", "value", "value"]),
    field: chance.is(0.5) ? "" : chance.of(FIELDS),
    type: chance.of(TYPES),
    descending: chance.is(0.5),
    from,
    to: chance.is(0.1) ? Math.max(1, from - 1) : from + chance.below(4),
  };
}
