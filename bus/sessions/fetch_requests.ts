/**
 * Requests that read the namespace: fetches, and queries answered once.
 *
 * @module
 */
import type {
  FetchInbox,
  ListParams,
  RequestId,
} from "../../protocol/inbox.ts";
import type { CheckedRules } from "../../protocol/rules/rules.ts";
import { PathMatcher, RuleError } from "../../protocol/rules/rules.ts";
import {
  compile,
  type CompiledQuery,
  includes,
  operandsOf,
} from "../fetches/compile.ts";
import { ListAnswer, RowsAnswer } from "./answers.ts";
import { createFetch } from "../fetches/create.ts";
import type { Fetch } from "../fetches/fetch.ts";
import { listChildren } from "../space/listing.ts";
import { mountFor, mountOf } from "../space/mounted_paths.ts";
import type { Mount, Space } from "../space/space.ts";
import type { Host } from "./host.ts";
import type { OwnFetches } from "./own_fetches.ts";

/** Handles a peer's fetches and queries. */
export class FetchRequests implements FetchInbox {
  readonly #host: Host;
  readonly #space: Space;
  readonly #fetches: OwnFetches;

  /** @param fetches The fetches of the session. */
  constructor(host: Host, fetches: OwnFetches) {
    this.#host = host;
    this.#space = host.context.space;
    this.#fetches = fetches;
  }

  fetch(
    id: RequestId,
    fetchId: string | undefined,
    rules: CheckedRules,
    addsFirst: boolean,
  ): void {
    const host = this.#host;
    if (host.gone) return;
    if (fetchId !== undefined && this.#fetches.has(fetchId)) {
      return host.fail(id, { kind: "fetchIdInUse", fetchId });
    }
    const query = this.#compiled(
      id,
      rules,
      host.dialect.seesMethods,
      this.#fetches.operands,
    );
    if (query === undefined) return;
    if (query.sort !== undefined && query.kinds.signal) {
      const reason = "a sorted fetch has no signals";
      return host.fail(id, { kind: "invalid", reason });
    }
    const { limits, timers } = host.context;
    const fault = limits.exceeded("maxFetches", this.#fetches.size + 1);
    if (fault !== null) return host.fail(id, fault);
    const given = fetchId ?? host.context.fetchIds.allocate();
    const fetch = createFetch({ fetcher: host, id: given, query, timers });
    const answer = () => {
      if (id !== undefined) host.send(host.dialect.fetching(id, given));
    };
    // A 2.x peer drops notifications before the response; 3.x and C++ peers
    // expect the response after the notifications of what matches.
    if (!addsFirst) answer();
    this.#fetches.begin(
      fetch,
      fetchId === undefined,
      addsFirst ? answer : () => this.#notifyReady(fetch),
    );
  }

  #notifyReady({ head }: Fetch): void {
    const ready = this.#host.dialect.ready(head);
    if (ready !== undefined) this.#host.sendWithHead(head, ready);
  }

  unfetch(id: RequestId, fetchId: string): void {
    const ended = this.#fetches.end(fetchId);
    if (ended || this.#host.dialect.forgivesUnfetch) this.#host.done(id);
    else this.#host.fail(id, { kind: "unknownFetch", fetchId });
  }

  get(id: RequestId, rules: CheckedRules): void {
    // Dialects whose `get` has no methods leave them out themselves.
    const query = this.#compiled(id, rules, true);
    if (query === undefined || id === undefined || this.#host.gone) return;
    this.#query(id, query);
  }

  #query(id: string, query: CompiledQuery): void {
    this.#within(
      mountFor(this.#space.mounts, query.paths),
      query.paths,
      (space, release) => this.#get(id, query, space, release),
    );
  }

  #get(
    id: string,
    query: CompiledQuery,
    space: Space,
    release: () => void,
  ): void {
    const host = this.#host;
    const { canRead } = host;
    const { kinds, paths } = query;
    const answer = query.sort === undefined
      ? new ListAnswer(host, id, query)
      : new RowsAnswer(host, id, query);
    const nodes = kinds.node
      ? space.scanNodes(paths, (node) => {
        if (node.visible(canRead)) answer.add(node);
      })
      : null;
    const scan = space.scan(paths, (element) => {
      if (!includes(kinds, element)) return;
      const { restriction } = element;
      if (restriction !== null && !canRead(restriction)) return;
      if (space.exists?.(element) !== false) answer.add(element);
    });
    host.run({
      proceed: () => {
        if (!host.gone) {
          if (nodes?.proceed() === false || !scan.proceed()) return false;
          // Another member may have added it again before the request came.
          if (scan.hasLost && space.federation !== null && paths.exact) {
            release();
            this.#query(id, query);
            return true;
          }
          if (!answer.proceed()) return false;
        }
        release();
        return true;
      },
    });
  }

  read(id: RequestId, path: string): void {
    this.#within(
      mountOf(this.#space.mounts, path),
      new PathMatcher({ equals: path }),
      (space, release) => {
        this.#read(id, path, space);
        release();
      },
    );
  }

  #read(id: RequestId, path: string, space: Space): void {
    const host = this.#host;
    const element = space.find(path);
    if (
      element === undefined || !host.can("fetch", element.restriction) ||
      !host.reaches("fetch", path)
    ) {
      return host.fail(id, { kind: "notFound", path });
    }
    if (element.method) {
      const { signal: isSignal } = element;
      return host.fail(id, { kind: "notState", path, isSignal });
    }
    if (id !== undefined) host.answer(id, host.dialect.value(id, element));
  }

  list(id: RequestId, path: string, options: ListParams): void {
    if (id === undefined || this.#host.gone) return;
    // Two levels: the children of each child are counted.
    this.#within(
      mountOf(this.#space.mounts, path),
      new PathMatcher(
        { below: path, depth: 2 },
        this.#space.hierarchy.separator,
      ),
      (space, release) => {
        this.#list(id, path, options, space);
        release();
      },
    );
  }

  #list(id: string, path: string, options: ListParams, space: Space): void {
    const host = this.#host;
    const listing = listChildren(
      space,
      path,
      options,
      host.canRead,
      host.user?.within?.fetch ?? null,
    );
    if (listing === undefined) host.fail(id, { kind: "notFound", path });
    else host.answer(id, host.dialect.listing(id, listing));
  }

  /** Carries out a query where its elements are, as soon as they are there. */
  #within(
    mount: Mount | undefined,
    paths: PathMatcher,
    query: (space: Space, release: () => void) => void,
  ): void {
    const { federation } = this.#space;
    const source = mount ?? federation;
    if (source === null) return query(this.#space, () => {});
    const space = mount?.space ?? this.#space;
    source.acquire(paths, () => query(space, () => source.release(paths)));
  }

  /** @param held Operands of the peer's fetches; missing if none follows. */
  #compiled(
    id: RequestId,
    rules: CheckedRules,
    seesMethods: boolean,
    held?: number,
  ): CompiledQuery | undefined {
    const { hierarchy } = this.#space;
    const { limits } = this.#host.context;
    const own = operandsOf(rules);
    const fault = held === undefined
      ? limits.exceeded("maxOperands", own)
      : this.#host.context.operands.exceeded(held, own);
    if (fault !== null) {
      this.#host.fail(id, fault);
      return;
    }
    try {
      const within = this.#host.user?.within?.fetch;
      return compile(
        rules,
        hierarchy.separator,
        seesMethods,
        within && ((path) => within.match(path)),
        own,
      );
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      this.#host.fail(id, { kind: "invalid", reason: error.message });
    }
  }
}
