/**
 * Validators of values and arguments, of whatever library: those that follow
 * the Standard Schema (https://standardschema.dev), such as zod, valibot and
 * arktype.
 *
 * @module
 */
import { isRecord, isThenable } from "../../base/narrowing.ts";
import { InvalidArgument, JetError } from "../../protocol/errors/classes.ts";

/**
 * A validator that follows version 1 of the Standard Schema.
 *
 * @example One written by hand
 * ```ts
 * import type { StandardSchema } from "./schema.ts";
 *
 * const percent: StandardSchema<number> = {
 *   "~standard": {
 *     version: 1,
 *     vendor: "example",
 *     validate: (value) =>
 *       typeof value === "number" && value >= 0 && value <= 100
 *         ? { value }
 *         : { issues: [{ message: "must be a number from 0 to 100" }] },
 *   },
 * };
 * console.log(percent["~standard"].validate(40)); // { value: 40 }
 * ```
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** What the library offers for others. */
  readonly "~standard": {
    /** The version of the standard. */
    readonly version: 1;
    /** The name of the library. */
    readonly vendor: string;
    /** Checks a value, at once or later. */
    readonly validate: (
      value: unknown,
    ) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    /** Only there for the types: what goes in, and what comes out. */
    readonly types?:
      | { readonly input: Input; readonly output: Output }
      | undefined;
    /**
     * JSON Schema of what goes in and of what comes out, where the library
     * offers it (standardschema.dev/json-schema): zod from 4.2, arktype from
     * 2.1.28, valibot by `toStandardJsonSchema`.
     */
    readonly jsonSchema?: SchemaConverter | undefined;
  };
}

/** Describes a validator as JSON Schema. Both throw if there is no such thing. */
export interface SchemaConverter {
  /** What goes in. */
  readonly input: (options: { readonly target: string }) => unknown;
  /** What comes out. */
  readonly output: (options: { readonly target: string }) => unknown;
}

/** What a validator says: the value that it makes of what it got, or issues. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** What a validator finds wrong. */
export interface SchemaIssue {
  /** What is wrong, for a reader. */
  readonly message: string;
  /** Where in the value: the names and indices that lead there. */
  readonly path?:
    | readonly (PropertyKey | { readonly key: PropertyKey })[]
    | undefined;
}

/** An issue as it is sent over the bus. */
export interface Issue {
  /** What is wrong, for a reader. */
  readonly message: string;
  /** Where in the value or the arguments; empty for the whole. */
  readonly path: readonly (string | number)[];
}

/**
 * What a validator has found wrong with a value that was set, or with the
 * arguments of a call.
 *
 * @param error What `set` or `call` was rejected with.
 * @returns nothing of it is there if the error does not come from a validator.
 *
 * @example
 * ```ts
 * import { TestBus } from "../../testing.ts";
 * import { issuesOf, State } from "../../peer.ts";
 * import { z } from "npm:zod@4.4.3";
 *
 * await using bus = new TestBus();
 * const peer = await bus.peer();
 * const schema = z.object({ r: z.number().max(255) });
 * await peer.add(new State("lamp", { r: 0 }, { schema, set() {} }));
 * await peer.set("lamp", { r: 256 }).catch((error) => {
 *   for (const { path, message } of issuesOf(error)) console.log(path, message);
 * });
 * ```
 */
export function issuesOf(error: unknown): readonly Issue[] {
  const data = error instanceof JetError ? error.data : undefined;
  const issues = isRecord(data) ? data.issues : undefined;
  return Array.isArray(issues) ? issues.filter(isIssue) : [];
}

/**
 * What a validator makes of a value; a promise for it if it takes its time.
 *
 * @throws {InvalidArgument} if it finds something wrong; or the promise does.
 */
export function validated<Output>(
  schema: StandardSchema<unknown, Output>,
  value: unknown,
): Output | Promise<Output> {
  const result = schema["~standard"].validate(value);
  return isThenable(result) ? result.then(accepted) : accepted(result);
}

/**
 * What a validator makes of what the owner gives.
 *
 * @param what What that is, for the error.
 * @throws {JetError} if it finds something wrong; or the promise does.
 */
export function validatedOwn<Output>(
  schema: StandardSchema<unknown, Output>,
  value: unknown,
  what: string,
): Output | Promise<Output> {
  const fail = (error: unknown) => {
    throw ownersFault(error, what);
  };
  try {
    const result = validated(schema, value);
    return isThenable(result) ? result.catch(fail) : result;
  } catch (error) {
    return fail(error);
  }
}

/**
 * The same error, as one that the owner has made and not the caller. What is no
 * refusal of a validator is left as it is.
 */
function ownersFault(error: unknown, what: string): unknown {
  if (!(error instanceof InvalidArgument) || !isRecord(error.data)) {
    return error;
  }
  const message = `${what} does not fit its schema: ${error.message}`;
  return new JetError(message, {
    data: { message, stack: "no stack available", issues: error.data.issues },
    cause: error,
  });
}

function accepted<Output>(result: SchemaResult<Output>): Output {
  if (result.issues === undefined) return result.value;
  const issues = result.issues.map(toIssue);
  const lines = issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join(".")}: ${message}`
  );
  const message = lines.join("; ") || "the validator refuses it";
  const { data } = new InvalidArgument(message);
  throw new InvalidArgument(message, {
    ...(isRecord(data) ? data : {}),
    issues,
  });
}

function toIssue({ message, path = [] }: SchemaIssue): Issue {
  return {
    message,
    path: path.map((step) => {
      const key = typeof step === "object" ? step.key : step;
      return typeof key === "symbol" ? String(key) : key;
    }),
  };
}

function isIssue(value: unknown): value is Issue {
  return isRecord(value) && typeof value.message === "string" &&
    Array.isArray(value.path);
}
