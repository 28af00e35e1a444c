/**
 * Values as they are written on a command line.
 *
 * @module
 */
import { TypedBytes } from "../../peer.ts";
import { bigType } from "../../peer/values/typed_number.ts";
import { UsageError } from "../../command_line/errors.ts";
import { messageOf } from "../../base/narrowing.ts";

/**
 * Reads a value: JSON, or a text without quotes where nothing else can be
 * meant. So `open` and `2024-01-31` are texts, `true` and `5` are not; what
 * begins like JSON has to be JSON, and numbers have to be written as JSON
 * writes them. A whole number keeps all its digits.
 *
 * @throws {UsageError} if it could be meant as something else than a text.
 *
 * @example
 * ```ts
 * import { readValue } from "./value.ts";
 *
 * console.log(readValue("open"), readValue("21.5"), readValue('{"a":1}'));
 * ```
 */
export function readValue(text: string): unknown {
  const trimmed = text.trim();
  if (/^-?(0|[1-9]\d*)$/.test(trimmed)) {
    const number = Number(trimmed);
    if (Number.isSafeInteger(number)) return number;
    const big = BigInt(trimmed);
    if (bigType(big) !== undefined) return big;
    throw new UsageError(`${trimmed} has more than 64 bits`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    if (/^[{["]/.test(trimmed)) {
      const why = messageOf(error);
      throw new UsageError(`${text} is not JSON: ${why}`);
    }
  }
  if (trimmed !== "" && !Number.isNaN(Number(trimmed))) {
    throw new UsageError(
      `${text} is no number of JSON; a text is written as '"${text}"'`,
    );
  }
  return text;
}

/** What {@linkcode readOperand} reads files and the input with. */
export interface Sources {
  /** The bytes of a file. */
  readFile(path: string): Promise<Uint8Array>;
  /** Everything that comes by the standard input. */
  readInput(): Promise<Uint8Array>;
}

/**
 * Reads a value that may also be in a file: `@FILE` is the file with its type,
 * `@-` and `-` are the standard input.
 *
 * @param type MIME type of the file; by default its name decides.
 */
export async function readOperand(
  text: string,
  sources: Sources,
  type?: string,
): Promise<unknown> {
  if (text === "-") {
    const input = new TextDecoder().decode(await sources.readInput());
    return readValue(input.replace(/\r?\n$/, ""));
  }
  if (!text.startsWith("@")) {
    if (type !== undefined) throw new UsageError("--type is for @FILE");
    return readValue(text);
  }
  const file = text.slice(1);
  const bytes = file === "-"
    ? await sources.readInput()
    : await sources.readFile(file);
  return valueOf(bytes, type ?? await typeOf(file));
}

/** Converts the bytes of a file to a value, by its media type. */
export function valueOf(bytes: Uint8Array, type: string): unknown {
  if (type === "application/octet-stream") return bytes;
  const text = () => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  if (type === "application/json") {
    try {
      return JSON.parse(text());
    } catch (error) {
      const why = messageOf(error);
      throw new UsageError(`the file is not JSON: ${why}`);
    }
  }
  if (/^text\/plain(;|$)/.test(type)) {
    try {
      return text();
    } catch {
      return bytes;
    }
  }
  try {
    return new TypedBytes(type, bytes);
  } catch {
    throw new UsageError(`${JSON.stringify(type)} is no MIME type`);
  }
}

/** The MIME type of a file by its name. */
async function typeOf(file: string): Promise<string> {
  const extension = /[^/\\]\.(\w+)$/.exec(file)?.[1];
  if (extension === undefined) return "application/octet-stream";
  // Loaded here only: its table is larger than the rest of the program.
  const { typeByExtension } = await import("../../std/type_by_extension.ts");
  return typeByExtension(extension) ?? "application/octet-stream";
}
