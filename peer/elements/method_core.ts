/**
 * The implementation of methods.
 *
 * @module
 */
import { ElementCore, SHARED_OPTIONS } from "./element_core.ts";
import type { ElementSchemas } from "./host.ts";
import type { CallHandler, MethodOptions } from "./method_options.ts";
import type { StandardSchema } from "./schema.ts";

const OPTIONS = {
  ...SHARED_OPTIONS,
  params: 1,
  result: 1,
} satisfies Record<keyof MethodOptions, 1>;

/** A method behind its public face. */
export class MethodCore<Args = unknown, Result = unknown> extends ElementCore {
  readonly call: CallHandler<Args, Result>;
  readonly params: StandardSchema<unknown, Args> | undefined;
  readonly result: StandardSchema<Result, unknown> | undefined;

  constructor(
    path: string,
    handler: CallHandler<Args, Result>,
    options: MethodOptions<Args, Result>,
  ) {
    super(path, options, OPTIONS);
    if (typeof handler !== "function") {
      throw new TypeError("a method has a handler: write (args) => result");
    }
    this.call = handler;
    this.params = options.params;
    this.result = options.result;
  }

  override get schemas(): ElementSchemas {
    const { params, result } = this;
    return { params, result };
  }
}
