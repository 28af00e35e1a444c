/**
 * What an owner in the shell says of its element, as options.
 *
 * @module
 */
import type { Meta } from "../../peer.ts";
import { isRecord } from "../../base/narrowing.ts";
import type { ParsedArgs } from "../../command_line/arguments.ts";
import { seconds } from "../../command_line/convert.ts";
import { UsageError } from "../../command_line/errors.ts";
import type { Option, TypedOption } from "../../command_line/option.ts";
import { MAX_SECONDS } from "./connection.ts";
import { readOperand, type Sources } from "../data/value.ts";

/** Options of the metadata. */
export const DESCRIBING_OPTIONS: readonly Option[] = [
  {
    name: "meta",
    value: "OBJECT",
    help: "metadata: a JSON object, or @FILE with one",
  },
  { name: "unit", value: "UNIT", help: "unit of the value in the metadata" },
];

/** Seconds for which a value holds. */
export const EXPIRES: TypedOption<number> = {
  name: "expires",
  value: "SECONDS",
  help: "without a change for so long the value is stale",
  read: seconds(MAX_SECONDS),
};

/** Seconds for which an element stays without its owner. */
export const STAY: TypedOption<number> = {
  name: "stay",
  value: "SECONDS",
  help: "the element stays for so long when the connection is lost",
  read: seconds(MAX_SECONDS),
};

/** The metadata that is given; `undefined`: none. */
export async function readMeta(
  given: ParsedArgs,
  sources: Sources,
): Promise<Meta | undefined> {
  const text = given.text("meta");
  const unit = given.text("unit");
  if (text === undefined) return unit === undefined ? undefined : { unit };
  const file = text.startsWith("@") ? "application/json" : undefined;
  const meta = await readOperand(text, sources, file);
  if (!isRecord(meta)) {
    throw new UsageError("--meta needs a JSON object");
  }
  return unit === undefined ? meta : { ...meta, unit };
}
