/**
 * The program's states and methods as the thread adds them: what is wanted of
 * them is asked of the program.
 *
 * @module
 */
import { OwnedElement } from "../../peer/elements/element.ts";
import { ElementCore, setCore } from "../../peer/elements/element_core.ts";
import { claimed, ignore, isRecord } from "../../base/narrowing.ts";
import type { Meta } from "../../peer/elements/meta.ts";
import { Method } from "../../peer/elements/method.ts";
import {
  type RequestInfo,
  RequestScope,
} from "../../peer/elements/request_scope.ts";
import { Signal } from "../../peer/elements/signal.ts";
import { StateCore } from "../../peer/elements/state_core.ts";
import { StateRequests } from "../../peer/elements/state_requests.ts";
import type { RequestHandler } from "../../peer/elements/host.ts";
import { NotFound } from "../../protocol/errors/owner_classes.ts";
import type { Described, Wanted } from "../protocol/messages.ts";
import {
  packReceived,
  packReceivedArguments,
  unpack,
} from "../protocol/values.ts";

/** A request, beside what is wanted. */
export type RequestContext = Pick<RequestInfo, "signal" | "caller">;

/** Asks the program; fulfilled with the result of its handler. */
export type AskProgram = (
  path: string,
  wanted: Wanted,
  context: RequestContext,
) => Promise<unknown>;

/** Makes an element that stands for one of the program's. */
export function standIn(element: Described, ask: AskProgram): OwnedElement {
  const { path, state, signal, ...rest } = element;
  if (state !== undefined) return new RemoteState(element, state, ask);
  const options = { ...rest, meta: metaOf(element) };
  if (signal === true) return new Signal(path, options);
  return new Method(
    path,
    (args, context) =>
      ask(path, { kind: "call", args: packReceivedArguments(args) }, context),
    options,
  );
}

function metaOf({ meta }: Described): Meta | undefined {
  return claimed<Meta | undefined>(unpack(meta));
}

/** A state whose handler is in the program. */
class RemoteState extends OwnedElement {
  constructor(
    described: Described,
    state: NonNullable<Described["state"]>,
    ask: AskProgram,
  ) {
    super();
    setCore(this, new RemoteStateCore(described, state, ask));
  }
}

/** Forwards each `set` to the program. */
class RemoteStateCore extends StateCore {
  override readonly handler: RequestHandler = this;
  readonly #ask: AskProgram;

  constructor(
    element: Described,
    state: NonNullable<Described["state"]>,
    ask: AskProgram,
  ) {
    const { path, state: _state, ...options } = element;
    const { value, notes, grouped, ...own } = state;
    const meta = metaOf(element);
    super(path, unpack(value), { ...options, ...own, ...notes, meta });
    this.#ask = ask;
    if (grouped) this.group = new RemoteGroupCore(path, ask);
  }

  restore(value: unknown): undefined {
    // The program may wait for the end of `add`: not for this.
    const wanted = { kind: "restore", value: packReceived(value) } as const;
    this.#ask(this.path, wanted, new RequestScope()).catch(ignore);
  }

  handle(params: unknown, scope = new RequestScope()): unknown {
    if (this.fetchOnly || !isRecord(params) || params.value === undefined) {
      // Refused as every state does.
      return new StateRequests(this).handle(params);
    }
    return this.#ask(this.path, {
      kind: "set",
      value: packReceived(params.value),
      valueAsResult: params.valueAsResult === true,
    }, scope);
  }
}

/** Forwards what is set together to the program. */
class RemoteGroupCore extends ElementCore {
  override readonly handler: RequestHandler = this;
  readonly #ask: AskProgram;

  /** @param path That of the state whose group it is. */
  constructor(path: string, ask: AskProgram) {
    super(path, {});
    this.#ask = ask;
  }

  handle(params: unknown, scope = new RequestScope()): unknown {
    const { below, values } = isRecord(params) ? params : {};
    if (typeof below !== "string" || !isRecord(values)) {
      throw new NotFound(this.path);
    }
    const packed = Object.entries(values).map(([name, value]) =>
      [name, packReceived(value)] as const
    );
    const wanted = { kind: "group", below, values: packed } as const;
    return this.#ask(this.path, wanted, scope);
  }
}
