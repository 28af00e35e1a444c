/**
 * The implementation of groups.
 *
 * @module
 */
import { DONE } from "../codecs/codec.ts";
import { claimed, ignore, isRecord, isThenable } from "../../base/narrowing.ts";
import { checkMembers } from "../values/members.ts";
import type { Limits } from "../connection/limits.ts";
import type { RemoveLimits, RequestHandler } from "./host.ts";
import { FetchOnly, NotFound } from "../../protocol/errors/owner_classes.ts";
import { ElementCore, type ElementOptions } from "./element_core.ts";
import { type RequestInfo, RequestScope } from "./request_scope.ts";
import { StateCore } from "./state_core.ts";
import { accepted } from "./state_requests.ts";
import type { SetResult, StateOptions } from "./state_options.ts";
import { asWarning, type SetWarning } from "./warning.ts";

/** What a handler of a group says about the values that it took. */
export interface GroupAnswer<T> {
  /** Values that were taken, where they differ from those requested. */
  values?: Partial<T>;
  /** What the caller shall know; see {@linkcode SetOutcome.warning}. */
  warning?: string | SetWarning;
}

/** What a group can be given. */
export interface GroupOptions<T> {
  /**
   * Takes the values that others set, one or several. What it throws is the
   * caller's error, and no value has changed then. Without it the states can
   * only be fetched.
   */
  set?: (
    values: Partial<T>,
    context: RequestInfo,
  ) =>
    | GroupAnswer<T>
    | void
    | undefined
    | Promise<GroupAnswer<T> | void | undefined>;
  /** What each state can be given, by its name. */
  states?: { [Name in keyof T]?: Omit<StateOptions<T[Name]>, "set"> };
  /** What separates the segments of a path at the daemon, `"/"` by default. */
  separator?: string;
}

const OPTIONS = {
  set: 1,
  states: 1,
  separator: 1,
} satisfies Record<keyof GroupOptions<unknown>, 1>;

/** A group behind its public face. It is no element of the bus itself. */
export class GroupCore<T extends Record<string, unknown>> extends ElementCore {
  override readonly members: readonly StateCore[];
  override readonly handler: RequestHandler = this;
  readonly #set: GroupOptions<T>["set"];
  readonly #byName = new Map<string, StateCore>();
  readonly #prefix: string;

  constructor(path: string, values: T, options: GroupOptions<T>) {
    super(path, {});
    checkMembers(options, OPTIONS, "{ set, states, separator }");
    const { set, states, separator = "/" } = options;
    this.#set = set;
    this.#prefix = path === "" ? "" : path + separator;
    for (const [name, value] of Object.entries(values)) {
      const own: ElementOptions | undefined = states?.[name];
      const state = new StateCore<unknown>(this.#prefix + name, value, {
        ...own,
        set: set && ((one, info) => this.#single(name, one, info)),
      });
      state.group = this;
      this.#byName.set(name, state);
    }
    this.members = [...this.#byName.values()];
  }

  get values(): T {
    return claimed<T>(
      Object.fromEntries(
        [...this.#byName].map(([name, { value }]) => [name, value]),
      ),
    );
  }

  override get added(): boolean {
    return this.members.every(({ added }) => added);
  }

  override async add(limits?: Limits): Promise<void> {
    try {
      await Promise.all(this.members.map((member) => member.add(limits)));
    } catch (error) {
      this.remove().catch(ignore);
      throw error;
    }
  }

  override async remove(limits?: RemoveLimits): Promise<void> {
    await Promise.all(this.members.map((member) => member.remove(limits)));
  }

  async change(values: Partial<T>, limits?: Limits): Promise<void> {
    await this.#announce(values, limits);
  }

  #announce(values: Partial<T>, limits?: Limits): Promise<void> | void {
    if (this.host?.confirmBelow !== undefined) {
      return this.host.confirmBelow(this.path, values, limits);
    }
    for (const [name, value] of Object.entries(values)) {
      this.#member(name).value = value;
    }
  }

  #member(name: string): StateCore {
    const member = this.#byName.get(name);
    if (member === undefined) throw new NotFound(this.#prefix + name);
    return member;
  }

  /** Takes a value of one state, at once if the handler answers at once. */
  #single(
    name: string,
    value: unknown,
    info: RequestInfo,
  ): SetResult<unknown> | Promise<SetResult<unknown>> {
    const said = this.#set?.(claimed<Partial<T>>({ [name]: value }), info);
    return then(said, (said) => {
      if (typeof said !== "object") return;
      const { values, warning } = said;
      if (values === undefined) return { warning };
      const { [name]: own, ...others } = { ...values };
      const changed = Object.keys(others).length === 0
        ? undefined
        : this.#announce(claimed<Partial<T>>(others));
      return then(
        changed,
        () => own === undefined ? { warning } : { value: own, warning },
      );
    });
  }

  /**
   * Takes values that are set in one request, at once if schemas and handler
   * answer at once.
   */
  handle(params: unknown, scope = new RequestScope()): unknown {
    if (this.#set === undefined) throw new FetchOnly(this.path);
    const { below, values } = isRecord(params) ? params : {};
    if (typeof below !== "string" || !isRecord(values)) {
      throw new NotFound(this.path);
    }
    const requested: Record<string, unknown> = {};
    const checks: Promise<void>[] = [];
    for (const [name, value] of Object.entries(values)) {
      const own = this.#nameOf(below, name);
      const checked = accepted(this.#member(own), value);
      requested[own] = checked;
      if (!isThenable(checked)) continue;
      const late = Promise.resolve(checked).then((value) => {
        requested[own] = value;
      });
      // The next value may be refused at once.
      late.catch(ignore);
      checks.push(late);
    }
    const checked = checks.length === 0 ? undefined : Promise.all(checks);
    return then(checked, () => this.#take(requested, scope));
  }

  #take(requested: Record<string, unknown>, scope: RequestScope): unknown {
    const info = scope.infoFor(this.path, {});
    const said = this.#set?.(claimed<Partial<T>>(requested), info);
    return then(said, (said) => {
      const { values, warning } = typeof said === "object" ? said : {};
      const changed = this.#announce(
        claimed<Partial<T>>({ ...requested, ...values }),
      );
      return then(
        changed,
        () => warning === undefined ? DONE : { warning: asWarning(warning) },
      );
    });
  }

  /** The name of a state that a request names from another path. */
  #nameOf(below: string, name: string): string {
    const { path } = this;
    if (below === path) return name;
    // Names count from the path of the request, which may be a node above.
    const rest = this.#prefix.slice(below === "" ? 0 : below.length + 1);
    return name.startsWith(rest) ? name.slice(rest.length) : name;
  }
}

/** Goes on with a result: at once, or when its promise is fulfilled. */
function then<From, To>(
  result: From | Promise<From>,
  goOn: (result: From) => To | Promise<To>,
): To | Promise<To> {
  return isThenable(result) ? Promise.resolve(result).then(goOn) : goOn(result);
}
