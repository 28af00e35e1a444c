/**
 * How the peers of each kind say things.
 *
 * @module
 */
import { msgpack } from "../../daemon/msgpack.ts";
import type { Family } from "./faults.ts";
import type { Rules } from "./rules.ts";

/** Kinds of peers. */
export const KINDS = ["node2", "lua", "pack", "cjet", "v3"] as const;
/** One of {@linkcode KINDS}. */
export type Kind = typeof KINDS[number];

/** What a set or a call is answered with by its owner. */
export type Reply =
  | "plain"
  | "adapted"
  | "empty"
  | "null"
  | "false"
  | "dataless"
  | "dataNull"
  | "dataText"
  | "thrown"
  | "own"
  | "refused"
  | "text";

const ERRORS: Readonly<Partial<Record<Reply, string>>> = {
  dataless: '{"code":-32603,"message":"caught exception!"}',
  dataNull: '{"code":-32602,"message":"Invalid params","data":null}',
  dataText: '{"code":-32603,"message":"Internal error","data":"x:1: no"}',
  thrown:
    '{"code":-32603,"message":"Internal error","data":{"message":"no bad","stack":""}}',
  own: '{"code":17,"message":"odd","data":[1.10,"ü"]}',
  refused:
    '{"code":-32602,"message":"Failed to set value","data":{"name":"jet.InvalidParam","url":"u","details":"Error: no bad"},"name":"jet.InvalidParam"}',
  text: '"a text of Lua"',
};

// Forms that ids are sent in; they have to come back as they were.
const IDS: Readonly<Record<Kind, readonly ((n: number) => string)[]>> = {
  node2: [
    (n) => `${n}`,
    (n) => `"${n}"`,
    (n) => `"\\u00e4/\\"${n}"`,
    (n) => `${n}.0`,
    (n) => `-${n}`,
    (n) => `90071992547409${n + 100}`,
    (n) => `${n}e0`,
  ],
  lua: [(n) => `${n}`, (n) => `"é${n}"`],
  pack: [(n) => `${n}`, (n) => `"é${n}"`],
  cjet: [(n) => `${n}`, (n) => `${n}`, (n) => `"${n}"`],
  v3: [(n) => `"${n}"`],
};

// The first of them are also written in another way.
const FETCH_IDS: Readonly<Record<Family, readonly string[]>> = {
  classic: ['"__f__1"', '"1"', "1", '"\\u0066 2"', "-7.50"],
  cjet: ["1", "2", "90071992547409931", '"one"'],
  v3: ['"f_abcde"', '"___f___2"', '"fetch_all"'],
};

/** The language of one kind of peers. */
export class Speech {
  readonly kind: Kind;
  readonly family: Family;
  /** Whether what matches comes before the answer to a fetch. */
  readonly addsFirst: boolean;
  /** Whether fetches show methods. */
  readonly seesMethods: boolean;
  /** The result that only says that all is well. */
  readonly done: string;
  readonly #translations = new Map<string, string>();

  constructor(kind: Kind) {
    this.kind = kind;
    this.family = kind === "cjet" || kind === "v3" ? kind : "classic";
    this.addsFirst = this.family !== "classic";
    this.seesMethods = this.family !== "v3";
    this.done = this.family === "v3" ? "{}" : "true";
  }

  /** A text as it is after it went through the peer's encoding. */
  translated(text: string): string {
    if (this.kind !== "pack") return text;
    let known = this.#translations.get(text);
    if (known === undefined) {
      known = msgpack.decode(msgpack.encode(text));
      this.#translations.set(text, known);
    }
    return known;
  }

  /** What a peer says first. */
  greeting(): { id: string | undefined; message: string } {
    switch (this.kind) {
      case "node2":
        return { id: "0", message: '{"id":0,"method":"info","params":{}}' };
      case "lua":
        return {
          id: "0",
          message: '{"id":0,"method":"config","params":{"name":"lua"}}',
        };
      case "pack":
        return {
          id: "0",
          message: '{"id":0,"method":"config","params":{"encoding":"msgpack"}}',
        };
      case "cjet":
        return {
          id: undefined,
          message:
            '{"jsonrpc":"2.0","method":"config","params":{"debug":false,"name":"c"}}',
        };
      case "v3":
        return { id: '"0"', message: '{"id":"0","method":"info","params":{}}' };
    }
  }

  /** The id of the n-th request. */
  id(n: number): string {
    const forms = IDS[this.kind];
    return forms[n % forms.length](n);
  }

  /** One of the ids that this peer gives to its fetches. */
  fetchId(n: number): string {
    const ids = FETCH_IDS[this.family];
    return ids[n % ids.length];
  }

  /** A request, or a notification without id. */
  request(
    id: string | undefined,
    method: string,
    params: string | undefined,
  ): string {
    const members: string[] = [];
    if (id !== undefined) members.push(`"id":${id}`);
    // HBK's peers don't say it when they announce a value.
    if (this.kind === "cjet" && (id !== undefined || method !== "change")) {
      members.push('"jsonrpc":"2.0"');
    }
    members.push(`"method":${JSON.stringify(method)}`);
    if (params !== undefined) members.push(`"params":${params}`);
    if (this.kind === "lua") members.reverse();
    return `{${members.join()}}`;
  }

  /** The rules that this peer can express. */
  sayable(rules: Rules): Rules {
    if (this.family !== "v3") return rules;
    const { path, rate, deadband, asked, types } = rules;
    const fields = new Map(rules.values.map((rule) => [rule.field, rule]));
    return { path, values: [...fields.values()], rate, deadband, asked, types };
  }

  /** Parameters of a fetch, or of a get without id. */
  fetchParams(id: string | undefined, rules: Rules): string {
    const { path, values, sort, rate, deadband, asked, types } = rules;
    const members: string[] = [];
    const add = (name: string, value: unknown) =>
      members.push(`"${name}":${JSON.stringify(value)}`);
    if (path !== undefined) add("path", path);
    else if (this.family === "v3") add("path", { startsWith: "" });
    if (this.family === "v3") {
      const fields = values.map(({ field, operator, operand }) => [
        field,
        { operator, value: operand },
      ]);
      if (fields.length > 0) add("value", Object.fromEntries(fields));
      // Its daemon never sorted, but its peers can ask for it.
      add("sort", { by: "path", from: 1, to: 2 });
    } else {
      const byField = new Map<string, Record<string, unknown>>();
      for (const { field, operator, operand } of values) {
        const rules = byField.get(field) ?? {};
        byField.set(field, { ...rules, [operator]: operand });
      }
      const own = byField.get("");
      if (own !== undefined) add("value", own);
      byField.delete("");
      if (byField.size > 0) add("valueField", Object.fromEntries(byField));
      if (sort !== undefined) {
        const { by, field, type, descending, from, to } = sort;
        const key = by === "path"
          ? { byPath: true }
          : field === ""
          ? { byValue: type }
          : { byValueField: { [field]: type } };
        add("sort", { ...key, descending, from, to });
      }
    }
    if (rate !== undefined) add("rate", rate);
    if (deadband !== undefined) add("deadband", deadband);
    for (const [name, wanted] of Object.entries(asked ?? {})) {
      if (wanted) add(name, true);
    }
    if (types !== undefined) add("type", types);
    if (id !== undefined) members.push(`"id":${id}`);
    return `{${members.join()}}`;
  }

  /** An owner's answer: whether it is a result, and its text. */
  reply(
    how: Reply,
    asked: { path: string; value?: string; valueAsResult: boolean },
  ): { ok: boolean; text: string } {
    const error = ERRORS[how];
    if (error !== undefined) return { ok: false, text: error };
    if (how === "empty") return { ok: true, text: "{}" };
    if (how === "null" || how === "false") return { ok: true, text: how };
    const { path, value, valueAsResult } = asked;
    if (value === undefined) return { ok: true, text: '[1.10,{"a":"b"}]' };
    const taken = how === "adapted" ? "17.50" : value;
    if (this.family === "v3") {
      const text = `{"path":${JSON.stringify(path)},"value":${taken}}`;
      return { ok: true, text };
    }
    if (this.family === "cjet") {
      return {
        ok: true,
        text: how === "adapted"
          ? '{"warning":{"code":1,"message":"adapted"}}'
          : "{}",
      };
    }
    return { ok: true, text: valueAsResult ? taken : "true" };
  }
}
