/**
 * Where a stream goes on that was cut.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { PathMatcher } from "../../protocol/rules/rules.ts";
import type { SessionUser } from "../../bus/elements/access.ts";
import { eventOf, type EventQueue, type StreamEvent } from "./events.ts";
import type { ApiBus } from "./request.ts";
import { pathRulesOf, type WireRules } from "./rules.ts";
import type { ApiSession } from "./session.ts";

/** How a stream begins. */
export type Beginning =
  | { readonly mode: "snapshot"; readonly reason: string }
  | {
    readonly mode: "resume";
    readonly reason: string;
    /** Number of the last change that the client has. */
    readonly since: number;
  };

/** The ids of a stream: they name the daemon's start, rules and rights too. */
export class StreamIds {
  readonly #prefix: string;
  readonly #epoch: string;
  readonly #rules: WireRules;

  constructor(bus: ApiBus, rules: WireRules, user: SessionUser | null) {
    const { name, admin, rights, token }: Partial<SessionUser> = user ?? {};
    const of = JSON.stringify([rules, name, admin, rights, token]);
    const hash = createHash("sha256").update(of).digest("hex").slice(0, 12);
    this.#epoch = bus.epoch;
    this.#prefix = `${bus.epoch}.${hash}-`;
    this.#rules = rules;
  }

  /** The id of what is known up to a change. */
  of(revision: number): string {
    return this.#prefix + revision;
  }

  /** How a stream begins behind an id. */
  beginning(id: string | null, bus: ApiBus): Beginning {
    const snapshot = (reason: string) =>
      ({ mode: "snapshot", reason }) as const;
    if (id === null || id === "") return snapshot("no Last-Event-ID");
    const match = /^(.+)\.[0-9a-f]{12}-(\d{1,15})$/.exec(id);
    if (match === null) return snapshot("the id is not of this daemon");
    if (match[1] !== this.#epoch) {
      return snapshot("the daemon was started anew");
    }
    if (!id.startsWith(this.#prefix)) {
      return snapshot("the rules or the rights are others");
    }
    const why = whyNotResumable(this.#rules);
    if (why !== undefined) return snapshot(why);
    const since = Number(match[2]);
    if (since > bus.revision) return snapshot("the id is not of this daemon");
    return since < bus.removals.since
      ? snapshot("too much was removed since")
      : { mode: "resume", reason: "the id is known", since };
  }
}

function whyNotResumable(rules: WireRules): string | undefined {
  const { sort, rate, limits, presence, nodes, type } = rules;
  if (sort !== undefined) return "a sorted fetch begins anew";
  if (rate !== undefined || limits !== undefined) {
    return "a fetch with a rate begins anew";
  }
  if (presence === true) return "a fetch with presence begins anew";
  const kinds: unknown[] = Array.isArray(type) ? type : [];
  return nodes === true || kinds.includes("node") || kinds.includes("signal")
    ? "a fetch of nodes or signals begins anew"
    : undefined;
}

function removeEvent(path: string, revision: number): StreamEvent {
  const params = { path, event: "remove", revision };
  return eventOf({ text: JSON.stringify(params), params });
}

/** Whether an event that a fetch begins with is news since a change. */
export function isNews(
  { revision, stale }: StreamEvent,
  since: number,
): boolean {
  return revision > since || stale;
}

/**
 * Adds to the queue what does not match any more since a change.
 *
 * @param matching Paths of what matches now.
 */
export async function resume(
  since: number,
  rules: WireRules,
  { removals, separator }: ApiBus,
  session: ApiSession,
  queue: EventQueue,
  matching: ReadonlySet<string>,
): Promise<void> {
  const gone = (path: string, revision: number) => {
    const event = queue.of(path);
    if (event === undefined || event.revision < revision) {
      queue.push(removeEvent(path, revision));
    }
  };
  const matcher = new PathMatcher(pathRulesOf(rules), separator);
  for (const { path, revision, restriction } of removals.after(since)) {
    const mayKnow = restriction === null || session.canRead(restriction);
    if (session.reaches(path) && mayKnow && matcher.test(path)) {
      gone(path, revision);
    }
  }
  if (rules.value !== undefined || rules.valueField !== undefined) {
    const { value: _, valueField: __, deadband: ___, ...others } = rules;
    await session.visit(others, ({ params: { path, revision } }) => {
      if (typeof path !== "string" || typeof revision !== "number") return;
      if (revision > since && !matching.has(path)) gone(path, revision);
    });
  }
}
