/**
 * Content of requests, and what several routes take and give.
 *
 * @module
 */
import { isRecord, messageOf } from "../../base/narrowing.ts";
import { dataUrl } from "../../protocol/values/data_url.ts";
import { LONG_JSON_BYTES } from "../../protocol/json/long_json.ts";
import { parseOutline } from "../../protocol/json/outline.ts";
import { JsonScanner } from "../../protocol/json/scanner.ts";
import { problem } from "./problem.ts";
import { number, type Parameter, text } from "./schema.ts";

/** Media type of values that have no other. */
export const JSON_TYPE = "application/json";
/** Headers of a response that is JSON. */
export const JSON_HEADERS: Readonly<Record<string, string>> = {
  "Content-Type": JSON_TYPE,
};

/** The parameter for the time limit of an owner. */
export const TIMEOUT: Parameter = number(
  "seconds that the owner has for its answer",
  0.001,
);
/** The parameter for the path. */
export const PATH: Parameter = text(
  "the path, if it can't be written in the URL, such as `a/..`",
);

const TOKEN = "[\\w!#$%&'*+.^`|~-]+";
const MEDIA_TYPE = new RegExp(
  `^${TOKEN}/${TOKEN}(?: *; *${TOKEN}=(?:${TOKEN}|"[\\w!#-~ ]*"))*$`,
);

/**
 * The media type of a body, without parameters and in lower case; that of JSON
 * if none is given.
 *
 * @throws {Problem} if the body is coded, or a part only.
 */
function essenceOf({ headers }: Request): string {
  const coding = headers.get("content-encoding") ?? "identity";
  if (coding.trim().toLowerCase() !== "identity") {
    throw problem("unsupportedType", "the body must not be compressed");
  }
  if (headers.has("content-range")) {
    throw problem("partial", "a request has the whole content");
  }
  const type = headers.get("content-type") ?? JSON_TYPE;
  if (!MEDIA_TYPE.test(type)) {
    throw problem("unsupportedType", "the Content-Type is no media type");
  }
  return type.toLowerCase().split(";", 1)[0].trim();
}

/** Whether content is JSON, or said to be what programs such as curl say. */
function isJson(essence: string): boolean {
  return essence === "application/x-www-form-urlencoded" ||
    /^application\/([\w.-]+\+)?json$/.test(essence);
}

/** A body that is JSON. */
interface JsonBody {
  /** As it came, with all digits; without anything in it there is no JSON. */
  readonly text: string;
  /**
   * Parsed, long lists and objects in it are left empty; `undefined`: there is
   * none.
   */
  readonly json: unknown;
}

const scanner = new JsonScanner("");
const encoder = new TextEncoder();

/** @throws {Error} if the text is no JSON. */
function parse(text: string): unknown {
  if (text.length <= LONG_JSON_BYTES) return JSON.parse(text);
  const bytes = encoder.encode(text);
  scanner.finish(scanner.value(scanner.begin(bytes, 0, bytes.length)));
  return parseOutline(text);
}

async function readJson(request: Request): Promise<JsonBody> {
  const text = await request.text();
  try {
    return { text, json: parse(text) };
  } catch (error) {
    if (text.trim() === "") return { text, json: undefined };
    throw problem("badJson", `the body is no JSON: ${messageOf(error)}`);
  }
}

/**
 * The body of a request that takes JSON only, whose type may be the one that
 * `fetch` gives to texts.
 *
 * @param meaning What the body is, for a refusal.
 * @throws {Problem} if it is something else.
 */
export async function jsonOf(
  request: Request,
  meaning: string,
): Promise<JsonBody> {
  const essence = essenceOf(request);
  if (!isJson(essence) && essence !== "text/plain") {
    throw problem("unsupportedType", `${meaning} are JSON`);
  }
  return await readJson(request);
}

/** The body of a request as the JSON text of a value. */
export async function valueTextOf(request: Request): Promise<string> {
  const essence = essenceOf(request);
  if (essence === "text/plain") return JSON.stringify(await request.text());
  if (!isJson(essence)) {
    const type = request.headers.get("content-type") ?? "";
    const bytes = new Uint8Array(await request.arrayBuffer());
    return JSON.stringify(dataUrl(type.replaceAll(" ", ""), bytes));
  }
  const { text, json } = await readJson(request);
  if (json === undefined) throw problem("badJson", "the body is empty");
  return text;
}

/** The time limit of a request as a member of its parameters. */
export function timeoutOf(query: ReadonlyMap<string, unknown>): string {
  const timeout = query.get("timeout");
  return timeout === undefined ? "" : `,"timeout":${timeout}`;
}

/** Whether an owner has answered with a warning. */
export function hasWarning(result: unknown): boolean {
  return isRecord(result) && "warning" in result;
}
