/**
 * JSON whose numbers and keys survive `JSON.parse`. What it would change is
 * replaced by marked strings on the way in and restored on the way out.
 *
 * @module
 */

/** Begins the strings that stand for something else. */
const MARK = "\u0000";
const NUMBER = `${MARK}n`;
const KEY = `${MARK}k`;
const STRING = `${MARK}s`;

/** A cheap test: a text without a match needs no marks. */
const SUSPECT =
  /\d{16}|\.\d*0(?!\d)|\d[eE][-+\d]|-0(?![.\d])|"(?:0|[1-9]\d*)"\s*:|\\u0000/;

const TOKENS = /"(?:[^"\\]|\\.)*"(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/** Marks what `JSON.parse` would round, reorder or take for a mark. */
export function markExact(json: string): string {
  if (!SUSPECT.test(json)) return json;
  return json.replace(TOKENS, (token, colon: string | undefined) => {
    if (token.startsWith('"')) {
      if (colon !== undefined) {
        return /^"(?:0|[1-9]\d*)"/.test(token)
          ? `"\\u0000k${token.slice(1)}`
          : token;
      }
      return token.startsWith('"\\u0000')
        ? `"\\u0000s${token.slice(1)}`
        : token;
    }
    return String(Number(token)) === token ? token : `"\\u0000n${token}"`;
  });
}

const MARKED = /"\\u0000(?:n(-?[\d.eE+-]+)"|k|s)/g;

/** The JSON that {@linkcode markExact} has marked. */
export function unmarkExact(json: string): string {
  return json.includes('"\\u0000')
    ? json.replace(MARKED, (_, digits: string | undefined) => digits ?? '"')
    : json;
}

/** The digits of a marked number; `undefined` if it is none. */
export function exactDigits(value: unknown): string | undefined {
  return typeof value === "string" && value.startsWith(NUMBER)
    ? value.slice(NUMBER.length)
    : undefined;
}

/** A text as it was before it was marked. */
export function plainText(text: string): string {
  return text.startsWith(STRING) ? text.slice(STRING.length) : text;
}

/** A member's name as it was before it was marked. */
export function plainKey(key: string): string {
  return key.startsWith(KEY) ? key.slice(KEY.length) : key;
}

/**
 * The value of a JSON text, with marks.
 *
 * @throws {SyntaxError} if it is no JSON.
 */
export function parseExact(json: string): unknown {
  // The text itself is read first: an error gives the place in it.
  JSON.parse(json);
  return JSON.parse(markExact(json));
}

/** The JSON text of a value with marks. */
export function exactJson(value: unknown, indent?: number): string {
  return unmarkExact(JSON.stringify(value, undefined, indent) ?? "null");
}
