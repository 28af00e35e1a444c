/**
 * What peers say: each request is put into words, and what has to follow from
 * it is noted in the model.
 *
 * @module
 */
import { PATHS } from "./choices.ts";
import { must, same } from "./failure.ts";
import type { Fault } from "./faults.ts";
import type { Kept } from "./keeper.ts";
import { isObject, itemsOf, membersOf, stringOf } from "./json_text.ts";
import {
  type Asked,
  entryMembers,
  isSame,
  type Notes,
  NOTHING_ASKED,
  type Said,
  takenFrom,
} from "./notes.ts";
import { done, type Model, refused, type Routed, type Thing } from "./model.ts";
import {
  type Answer,
  Expectation,
  type Forward,
  type SimPeer,
} from "./peer.ts";
import { Interval, PacedView } from "./paced.ts";
import { mustBeTranslated } from "./replies.ts";
import { type ElementKind, type Rules, windowOf } from "./rules.ts";
import type { PathChoice, Request } from "./steps.ts";
import {
  EventView,
  mustBeTheseRows,
  type Shown,
  SortedView,
  type View,
} from "./views.ts";

/** Default timeout of requests in seconds. */
export const TIMEOUT = 5;

type Of<Ask extends Request["ask"]> = Extract<Request, { ask: Ask }>;

/** Puts one peer's requests into words. */
export class Requests {
  readonly #model: Model;
  readonly #peer: SimPeer;
  readonly #alone: boolean;

  /** @param alone Whether nothing else is said in the same message. */
  constructor(model: Model, peer: SimPeer, alone: boolean) {
    this.#model = model;
    this.#peer = peer;
    this.#alone = alone;
  }

  /** The messages of a request; none if it makes no sense now. */
  say(request: Request): string[] {
    const messages = this.#isTooEarly(request) ? [] : this.#said(request);
    this.#model.takeBack();
    return messages;
  }

  /** Whether what follows in the same message could come before its effect. */
  #isTooEarly(request: Request): boolean {
    if (this.#alone) return false;
    const { ask } = request;
    if (ask === "return") return true;
    const path = ask === "add"
      ? request.path
      : ask === "set" || ask === "remove"
      ? this.#path(request.path)
      : undefined;
    return path !== undefined && this.#model.keeper.owns(path);
  }

  #said(request: Request): string[] {
    switch (request.ask) {
      case "add":
        return [this.#add(request)];
      case "return":
        return this.#return(request);
      case "say":
        return [this.#say(request)];
      case "signal":
        return [this.#signal(request)];
      case "change":
        return [this.#change(request)];
      case "remove":
        return [this.#remove(request)];
      case "set":
      case "call":
        return [this.#route(request)];
      case "fetch":
        return [this.#fetch(request)];
      case "unfetch":
        return [this.#unfetch(request)];
      case "get":
        return [this.#get(request)];
      case "answer":
        return this.#answer(request);
      default:
        return [this.#other(request)];
    }
  }

  #message(
    method: string,
    params: string | undefined,
    wantsId: boolean,
    expectation: Expectation,
  ): string {
    const { speech } = this.#peer;
    if (!wantsId) return speech.request(undefined, method, params);
    const id = this.#peer.nextId();
    this.#peer.expect(id, expectation);
    return speech.request(id, method, params);
  }

  #path({ among, at, otherwise }: PathChoice): string {
    if (among === "none") return otherwise;
    const things = [...this.#model.table.values()].filter(({ owner, kind }) =>
      among === "all" || owner === this.#peer &&
        (among === "own" || kind === "signal")
    );
    return things.length === 0 ? otherwise : things[at % things.length].path;
  }

  /** An element that the peer owns, or why it does not. */
  #own(path: string): Thing | Fault {
    const thing = this.#model.table.get(path);
    const subject = JSON.stringify(path);
    if (thing === undefined || !this.#model.knows(this.#peer, thing)) {
      return { kind: "notFound", subject };
    }
    return thing.owner === this.#peer ? thing : { kind: "notOwner", subject };
  }

  /** What it said is as the daemon has it. */
  #translated({ meta, at, quality }: Said): Said {
    const { speech } = this.#peer;
    return { meta: meta && speech.translated(meta), at, quality };
  }

  #add(request: Of<"add">): string {
    const { path, kind, fetchOnly, timeout, access, expires, stay } = request;
    const { keep = false } = request;
    const peer = this.#peer;
    const expectation = new Expectation();
    const subject = JSON.stringify(path);
    const faults: Fault[] = [];
    const value = request.value && peer.speech.translated(request.value);
    const added = {
      ...this.#translated(request),
      path,
      kind,
      fetchOnly,
      timeout: timeout && Math.ceil(timeout * 1000),
      access: access === "nonsense" ? undefined : access,
      expires: expires && Math.ceil(expires * 1000),
      stay: stay && Math.ceil(stay * 1000),
      keep,
      value,
    };
    if (access === "nonsense") faults.push({ kind: "badAccess", subject });
    if (!this.#model.mayAdd(peer)) faults.push({ kind: "noAccess", subject });
    if (this.#model.occupied(added)) {
      faults.push({ kind: "occupied", subject });
    }
    const keepFault = this.#model.keepFault(added);
    if (keepFault) faults.push({ kind: keepFault, subject });
    if (faults.length > 0) {
      expectation.check = refused(peer, ...faults);
    } else {
      this.#model.add(added, { peer, expectation });
      const kept = keep && this.#model.keeper.values.get(path);
      expectation.check = kept ? hasKept(peer, kept) : done(peer);
    }
    const members = [`"path":${subject}`];
    if (request.value !== undefined) members.push(`"value":${request.value}`);
    if (kind === "signal") members.push('"type":"signal"');
    if (fetchOnly) members.push('"fetchOnly":true');
    if (timeout !== undefined) members.push(`"timeout":${timeout}`);
    if (access === "nonsense") members.push('"access":{"fetchGroups":"x"}');
    else if (access !== undefined) {
      members.push(`"access":${JSON.stringify(access)}`);
    }
    members.push(...written(request));
    if (expires !== undefined) members.push(`"expires":${expires}`);
    if (stay !== undefined) members.push(`"stay":${stay}`);
    if (keep) members.push('"keep":true');
    return this.#message("add", `{${members}}`, request.id, expectation);
  }

  /** An owner is back, or another peer that could be it. */
  #return(
    { id, at: which, value, said, keepsSaid, anybody }: Of<"return">,
  ): string[] {
    const away = [...this.#model.table.values()].filter(({ owner, notes }) =>
      notes.away && (anybody || owner.user?.name === this.#peer.user?.name)
    );
    if (away.length === 0) return [];
    const thing = away[which % away.length];
    const { path, kind, fetchOnly, access, expires, stay, notes } = thing;
    const { keep } = thing;
    const { meta, at, quality } = notes;
    const isState = kind === "state";
    return [this.#add({
      ask: "add",
      id,
      path,
      kind,
      value: isState ? value ?? thing.value : undefined,
      fetchOnly,
      access,
      keep,
      expires: expires && expires / 1000,
      stay: stay && stay / 1000,
      ...keepsSaid ? { meta, at, quality } : { meta: said.meta },
      ...!keepsSaid && isState ? said : {},
    })];
  }

  /** What requests about an own element have in common. */
  #aboutOwn(request: Of<"say" | "signal" | "change">) {
    const path = this.#path(request.path);
    return {
      peer: this.#peer,
      subject: JSON.stringify(path),
      own: this.#own(path),
      expectation: new Expectation(),
    };
  }

  /** What an owner says of an element whose value stays. */
  #say(request: Of<"say">): string {
    const { peer, subject, own, expectation } = this.#aboutOwn(request);
    const { at, quality } = request;
    const isOfValue = at !== undefined || quality !== undefined;
    if (!("log" in own)) {
      expectation.check = refused(peer, own);
    } else if (isOfValue && own.kind !== "state") {
      const kind = own.kind === "signal" ? "changeSignal" : "changeMethod";
      expectation.check = refused(peer, { kind, subject });
    } else {
      expectation.check = done(peer);
      this.#model.say(own, this.#translated(request), { peer, expectation });
    }
    const members = [`"path":${subject}`, ...written(request)];
    return this.#message("change", `{${members}}`, request.id, expectation);
  }

  #signal(request: Of<"signal">): string {
    const { peer, subject, own, expectation } = this.#aboutOwn(request);
    if (!("log" in own)) {
      expectation.check = refused(peer, own);
    } else if (own.kind !== "signal") {
      expectation.check = refused(peer, { kind: "notSignal", subject });
    } else {
      expectation.check = done(peer);
      const value = peer.speech.translated(request.value);
      this.#model.send(own, value, { peer, expectation });
    }
    const params = `{"path":${subject},"value":${request.value}}`;
    return this.#message("signal", params, request.id, expectation);
  }

  #change(request: Of<"change">): string {
    const { peer, subject, own, expectation } = this.#aboutOwn(request);
    if (!("log" in own)) {
      expectation.check = refused(peer, own);
    } else if (own.kind !== "state") {
      const kind = own.kind === "signal" ? "changeSignal" : "changeMethod";
      expectation.check = refused(peer, { kind, subject });
    } else {
      expectation.check = done(peer);
      const value = peer.speech.translated(request.value);
      const said = this.#translated(request);
      this.#model.change(own, value, said, { peer, expectation });
      if (own.keep && !this.#model.keep(own)) {
        expectation.check = refused(peer, { kind: "unwritten", subject });
      }
    }
    const members = [`"path":${subject}`, `"value":${request.value}`];
    const params = `{${[...members, ...written(request)]}}`;
    return this.#message("change", params, request.id, expectation);
  }

  #remove(request: Of<"remove">): string {
    const peer = this.#peer;
    const path = this.#path(request.path);
    const expectation = new Expectation();
    const subject = JSON.stringify(path);
    const keeps = request.keeps ?? false;
    const params = `{"path":${subject}${keeps ? ',"keep":true' : ""}}`;
    const thing = this.#model.table.get(path);
    if (thing?.owner === this.#model.daemon) {
      this.#removeOwn(thing, expectation);
      return this.#message("remove", params, request.id, expectation);
    }
    const own = this.#own(path);
    if (!("log" in own)) {
      const kind = own.kind === "notOwner" ? "removeForeign" : own.kind;
      expectation.check = refused(peer, { ...own, kind });
    } else {
      expectation.check = done(peer);
      const isForgotten = own.keep && !keeps;
      if (isForgotten && !this.#model.keeper.write(path, undefined)) {
        expectation.check = refused(peer, { kind: "unwritten", subject });
      }
      this.#model.remove(own, { peer, expectation });
    }
    return this.#message("remove", params, request.id, expectation);
  }

  /** Removes a state of the daemon's own. */
  #removeOwn(thing: Thing, expectation: Expectation): void {
    const peer = this.#peer;
    const subject = JSON.stringify(thing.path);
    const fault = !this.#model.knows(peer, thing)
      ? "notFound"
      : !this.#model.may(peer, "set", thing)
      ? "noAccess"
      : !this.#model.keeper.write(thing.path, undefined)
      ? "unwritten"
      : undefined;
    if (fault !== undefined) {
      expectation.check = refused(peer, { kind: fault, subject });
      return;
    }
    expectation.check = done(peer);
    this.#model.remove(thing, { peer, expectation });
  }

  /** Sets a state of the daemon's own, or creates it. */
  #setOwn(
    { value = "", id, valueAsResult }: Of<"set" | "call">,
    path: string,
    expectation: Expectation,
  ): void {
    const peer = this.#peer;
    const { speech } = peer;
    const subject = JSON.stringify(path);
    const given = speech.translated(value);
    const cause = { peer, expectation };
    if (!this.#model.setOwn(path, given, cause)) {
      expectation.check = refused(peer, { kind: "unwritten", subject });
      return;
    }
    if (!id) return;
    const { family } = speech;
    const wanted = family === "v3"
      ? `{"path":${subject},"value":${given}}`
      : valueAsResult && (family === "classic" || given !== "true")
      ? given
      : speech.done === "{}" || family === "cjet"
      ? "{}"
      : "true";
    expectation.check = ({ result }) =>
      same(result, speech.translated(wanted), () => "the result");
  }

  #route(request: Of<"set" | "call">): string {
    const { ask, valueAsResult, timeout } = request;
    const peer = this.#peer;
    const path = this.#path(request.path);
    const expectation = new Expectation();
    const members = [`"path":${JSON.stringify(path)}`];
    const { value } = request;
    if (value !== undefined) {
      members.push(`"${ask === "set" ? "value" : "args"}":${value}`);
    }
    if (valueAsResult) members.push('"valueAsResult":true');
    if (timeout !== undefined) members.push(`"timeout":${timeout}`);
    const params = `{${members}}`;

    const thing = this.#model.table.get(path);
    const { daemon, keeper } = this.#model;
    const isMissing = thing === undefined && ask === "set" && keeper.owns(path);
    const faults = !isMissing
      ? this.#faults(ask, path, thing)
      : this.#model.mayAdd(peer)
      ? []
      : [{ kind: "notFound", subject: JSON.stringify(path) } as const];
    const isOwn = isMissing || thing?.owner === daemon;
    if (isOwn && faults.length === 0) {
      this.#setOwn(request, path, expectation);
    } else if (thing === undefined || faults.length > 0) {
      expectation.check = refused(peer, ...faults);
    } else {
      const delay = timeout === undefined
        ? thing.timeout ?? TIMEOUT * 1000
        : Math.ceil(timeout * 1000);
      const deadline = this.#model.now() + delay;
      const passOn = (owner: SimPeer) =>
        this.#passOn(request, owner, path, params, deadline, expectation);
      if (!thing.notes.away) passOn(thing.owner);
      else {
        thing.waiting.push({
          client: peer,
          expectation: request.id ? expectation : undefined,
          deadline,
          params: peer.speech.translated(params),
          passOn,
        });
      }
    }
    return this.#message(ask, params, request.id, expectation);
  }

  /** Passes a request on to its owner. */
  #passOn(
    request: Of<"set" | "call">,
    owner: SimPeer,
    path: string,
    params: string,
    deadline: number,
    expectation: Expectation,
  ): void {
    const { ask, valueAsResult, value } = request;
    const peer = this.#peer;
    // The answer to a 3.x peer has the value.
    const asksValue = valueAsResult ||
      ask === "set" && request.id && peer.speech.family === "v3";
    const knowsWish = owner.speech.family !== "cjet";
    const forward = this.#forward(
      request,
      path,
      owner,
      knowsWish ? asksValue : valueAsResult,
    );
    if (!request.id) return;
    this.#model.routed.push({
      client: peer,
      owner,
      expectation,
      forward,
      deadline,
      params: peer.speech.translated(params),
      value: value && peer.speech.translated(value),
      valueAsResult: asksValue,
    });
  }

  /** Faults of a set or a call; of several, one is reported. */
  #faults(
    ask: "set" | "call",
    path: string,
    thing: Thing | undefined,
  ): Fault[] {
    const subject = JSON.stringify(path);
    if (thing === undefined || !this.#model.knows(this.#peer, thing)) {
      return [{ kind: "notFound", subject }];
    }
    const faults: Fault[] = [];
    if (thing.kind === "signal") {
      const kind = ask === "set" ? "setSignal" : "callSignal";
      faults.push({ kind, subject });
    } else if ((thing.kind === "method") !== (ask === "call")) {
      faults.push({ kind: ask === "set" ? "notState" : "notMethod", subject });
    }
    if (!this.#model.may(this.#peer, ask, thing)) {
      faults.push({ kind: "noAccess", subject });
    }
    if (thing.fetchOnly) faults.push({ kind: "fetchOnly", subject });
    return faults;
  }

  /** What the owner has to be asked. */
  #forward(
    { ask, id, value }: Of<"set" | "call">,
    path: string,
    owner: SimPeer,
    valueAsResult: boolean,
  ): Forward {
    const none = ask === "call" && value === "null";
    const forward: Forward = {
      path,
      call: ask === "call",
      value: value === undefined || none
        ? undefined
        : owner.speech.translated(this.#peer.speech.translated(value)),
      valueAsResult,
      wantsId: id || owner.speech.family === "v3",
      id: undefined,
    };
    if (!owner.link.closing) owner.coming.push(forward);
    return forward;
  }

  #view(rules: Rules): View {
    const { speech, quick } = this.#peer;
    const { history, now } = this.#model;
    if (rules.sort !== undefined) {
      return new SortedView(
        rules,
        speech,
        history,
        PATHS,
        quick ? new Interval(rules, now) : undefined,
      );
    }
    return rules.rate === undefined && rules.deadband === undefined
      ? new EventView(rules, speech, history, PATHS, quick)
      : new PacedView(rules, speech, history, PATHS, quick, now);
  }

  #fetch(request: Of<"fetch">): string {
    const peer = this.#peer;
    const { speech } = peer;
    const rules = speech.sayable(request.rules);
    const sent = speech.fetchId(request.fetchId);
    const id = noted(peer, sent);
    const expectation = new Expectation();
    const faults: Fault[] = [];
    const views = peer.views.get(id) ?? [];
    if (views.some((view) => !view.ended)) {
      faults.push({ kind: "fetchIdInUse", subject: id });
    }
    if (request.wrong) faults.push({ kind: "badRule", subject: "" });
    if (faults.length > 0) {
      expectation.check = refused(peer, ...faults);
    } else {
      const view = this.#view(rules);
      peer.views.set(id, [...views, view]);
      this.#model.begin(peer, view, expectation);
      const isDone = done(peer);
      expectation.check = (answer) => {
        isDone(answer);
        if (!speech.addsFirst || view instanceof SortedView) return;
        for (const path of view.initial) {
          must(view.has(path), () => `${path} has not come before`);
        }
      };
    }
    const params = request.wrong
      ? `{"id":${sent},"path":{"equals":7}}`
      : speech.fetchParams(sent, rules);
    return this.#message("fetch", params, request.id, expectation);
  }

  #unfetch(request: Of<"unfetch">): string {
    const peer = this.#peer;
    const sent = peer.speech.fetchId(request.fetchId);
    const id = noted(peer, sent);
    const views = peer.views.get(id) ?? [];
    const view = views.find((view) => !view.ended);
    const isUnknown = view === undefined && peer.speech.family !== "classic";
    const isDone = isUnknown
      ? refused(peer, { kind: "unknownFetch", subject: sent })
      : done(peer);
    const expectation = new Expectation();
    expectation.check = (answer) => {
      isDone(answer);
      if (view !== undefined) dropView(peer, id, view);
    };
    if (view !== undefined) {
      view.ended = true;
      view.initial.clear();
    }
    // On its slow way only an answer tells that nothing more will come.
    const wantsId = request.id || !peer.quick;
    return this.#message("unfetch", `{"id":${sent}}`, wantsId, expectation);
  }

  #get(request: Of<"get">): string {
    const peer = this.#peer;
    const { speech } = peer;
    const rules = speech.sayable(request.rules);
    const { family } = speech;
    // A get shows methods to peers of 3.x too, and never to those of cjet,
    // where the rows of a sort are an extension of ours.
    const view = this.#view(rules);
    const found: Found[] = [];
    for (const thing of this.#model.table.values()) {
      const { path, value, json, kind, notes } = thing;
      const isListed = kind !== "method" || family !== "cjet" || rules.sort;
      if (!isListed) continue;
      const kinds = rules.types ?? ["state", "method"];
      if (!kinds.includes(kind)) continue;
      if (!this.#model.may(peer, "fetch", thing)) continue;
      if (!view.matches(path, json)) continue;
      const fetchOnly = this.#model.readOnly(peer, thing);
      found.push({ path, value, json, fetchOnly, notes, kind });
    }
    const expectation = new Expectation();
    expectation.check = ({ result }) => {
      const items = itemsOf(result ?? "");
      if (rules.sort !== undefined) {
        const rows = windowOf(rules.sort, found);
        const { from } = rules.sort;
        mustBeTheseRows(items, rows, from, speech, view.rules.asked);
      } else mustBeItems(items, found, peer, view.rules.asked);
    };
    const params = speech.fetchParams(undefined, rules);
    return this.#message("get", params, true, expectation);
  }

  #other(request: Of<"echo" | "info" | "nonsense">): string {
    const peer = this.#peer;
    const { speech } = peer;
    const { ask } = request;
    const expectation = new Expectation();
    if (ask === "nonsense") {
      const fault: Fault = { kind: "unknownMethod", subject: '"nonsense"' };
      expectation.check = refused(peer, fault);
    } else if (ask === "info") {
      expectation.check = mustBeInfo;
    } else {
      const echoed = speech.translated(ECHO);
      expectation.check = ({ result }) => same(result, echoed, () => "echo");
    }
    const params = ask === "echo" ? ECHO : "{}";
    return this.#message(ask, params, request.id, expectation);
  }

  #answer({ at, how, twice }: Of<"answer">): string[] {
    const peer = this.#peer;
    const { waiting, speech } = peer;
    if (waiting.length === 0) return [];
    const [forward] = waiting.splice(at % waiting.length, 1);
    const { id, path, call, value, valueAsResult } = forward;
    if (id === undefined) return [];
    const asked = { path, value: call ? undefined : value, valueAsResult };
    const { ok, text } = speech.reply(how, asked);
    const routed = this.#model.routed.find((one) => one.forward === forward);
    if (routed !== undefined) {
      this.#model.forget(routed);
      routed.expectation.check = answered(
        routed,
        ok,
        speech.translated(text),
        this.#model.table.get(path)?.value,
      );
    }
    const jsonrpc = speech.family === "cjet" ? '"jsonrpc":"2.0",' : "";
    const name = ok ? "result" : "error";
    const message = `{"id":${id},${jsonrpc}"${name}":${text}}`;
    return twice ? [message, message] : [message];
  }
}

/** An element that a get finds, as it is at that moment. */
interface Found extends Shown {
  readonly notes: Notes;
  readonly kind: ElementKind;
}

/** Members of a message for what an owner says of its value. */
function written({ meta, at, quality }: Said): string[] {
  const members: string[] = [];
  if (meta !== undefined) members.push(`"meta":${meta}`);
  if (at !== undefined) members.push(`"at":${at}`);
  if (quality !== undefined) {
    members.push(`"quality":${JSON.stringify(quality)}`);
  }
  return members;
}

/** An answer that tells of a kept value. */
function hasKept(
  { speech }: SimPeer,
  { value, time }: Kept,
): (answer: Answer) => void {
  const wanted = speech.translated(`{"kept":${value},"at":${time}}`);
  return ({ result }) => same(result, wanted, () => "the kept value");
}

const ECHO = '{"a":[1.10,"ü"],"b":null}';

/** Looks at what `info` says. */
export function mustBeInfo({ result }: Answer): void {
  const features = membersOf(membersOf(result ?? "").get("features") ?? "");
  same(features.get("fetch"), '"full"', () => "features.fetch");
}

/** A fetch id as it comes back. */
function noted({ speech }: SimPeer, id: string): string {
  return speech.translated(id[0] === '"' ? JSON.stringify(JSON.parse(id)) : id);
}

/** Nothing more may come for a fetch. */
export function dropView(peer: SimPeer, id: string, view: View): void {
  const rest = (peer.views.get(id) ?? []).filter((other) => other !== view);
  if (rest.length === 0) peer.views.delete(id);
  else peer.views.set(id, rest);
}

function answered(
  { client, owner, forward, value, valueAsResult }: Routed,
  ok: boolean,
  text: string,
  present: string | undefined,
): (answer: Answer) => void {
  const { path, call } = forward;
  const from = owner.speech.family;
  const reply = { from, ok, text, path, call, value, valueAsResult, present };
  const { speech } = client;
  return (answer) =>
    mustBeTranslated(
      reply,
      speech.kind === "node2" ? "nodeJet" : speech.family,
      answer,
      (text) => speech.translated(text),
    );
}

/** Fails unless a get has found exactly these elements, in their order. */
function mustBeItems(
  items: readonly string[],
  found: readonly Found[],
  { speech }: SimPeer,
  asked: Asked = NOTHING_ASKED,
): void {
  const show = () => `found ${items}`;
  same(items.length, found.length, show);
  found.forEach(({ path, value, fetchOnly, notes, kind }, i) => {
    must(isObject(items[i]), show);
    const members = membersOf(items[i]);
    const said = takenFrom(members);
    must(
      isSame(said, entryMembers(notes, asked, speech)),
      () => `found ${items[i]} instead of ${JSON.stringify(notes)}`,
    );
    const type = kind === "signal" ? '"signal"' : undefined;
    same(members.get("type"), type, show);
    members.delete("type");
    same(stringOf(members.get("path")), path, show);
    const wanted = value === undefined ? value : speech.translated(value);
    same(members.get("value"), wanted, show);
    const classic = speech.family === "classic";
    same(members.get("event"), classic ? '"add"' : undefined, show);
    const flag = classic && fetchOnly ? "true" : undefined;
    same(members.get("fetchOnly"), flag, show);
    const count = 1 + (wanted === undefined ? 0 : 1) + (classic ? 1 : 0) +
      (flag === undefined ? 0 : 1);
    same(members.size, count, show);
  });
}
