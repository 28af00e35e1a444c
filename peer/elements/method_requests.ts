/**
 * Calls of a method, carried out. Loaded with the first element that is added:
 * no request comes before.
 *
 * @module
 */
import { claimed, isThenable } from "../../base/narrowing.ts";
import type { RequestHandler } from "./host.ts";
import type { MethodCore } from "./method_core.ts";
import { RequestScope } from "./request_scope.ts";
import { validated, validatedOwn } from "./schema.ts";

/** See the module. */
export class MethodRequests<Args, Result> implements RequestHandler {
  readonly #method: MethodCore<Args, Result>;

  constructor(method: MethodCore<Args, Result>) {
    this.#method = method;
  }

  handle(params: unknown, scope = new RequestScope()): unknown {
    const { params: schema } = this.#method;
    const args = schema === undefined
      ? claimed<Args>(params ?? [])
      : validated(schema, params ?? []);
    return isThenable(args)
      ? args.then((late) => this.#call(late, scope))
      : this.#call(args, scope);
  }

  #call(args: Args, scope: RequestScope): unknown {
    const { call, path } = this.#method;
    const result = call(args, scope.infoFor(path, {}));
    return isThenable(result)
      ? result.then((late) => this.#checkedResult(late))
      : this.#checkedResult(result);
  }

  #checkedResult(result: Result): unknown {
    const { result: schema, path } = this.#method;
    if (schema === undefined) return resultOrNothing(result);
    const checked = validatedOwn(
      schema,
      result,
      `the result of ${JSON.stringify(path)}`,
    );
    return isThenable(checked)
      ? checked.then(resultOrNothing)
      : resultOrNothing(checked);
  }
}

/** An answer needs a result, and node-jet's methods give `{}` for none. */
function resultOrNothing(result: unknown): unknown {
  return result === undefined ? {} : result;
}
