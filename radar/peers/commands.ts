/**
 * Messages of peers as commands that send the same, with the digits that were
 * sent.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { exactJson, parseExact, plainText } from "../values/exact.ts";
import {
  curlCall,
  curlGet,
  curlSet,
  jetCall,
  jetSet,
  shellWord,
} from "../values/shell.ts";

/** Commands; `undefined`: there is none for such a message. */
export interface Commands {
  readonly jet?: string;
  readonly curl?: string;
}

/** The commands of the text of a message, of a batch those of its first one. */
export function commandsOf(text: string, origin: string): Commands {
  let read: unknown;
  try {
    read = parseExact(text);
  } catch {
    // Only a part of it was copied.
    return {};
  }
  const message: unknown = Array.isArray(read) ? read[0] : read;
  if (!isRecord(message) || !isRecord(message.params)) return {};
  const { method, params } = message;
  if (typeof params.path !== "string") return {};
  const path = plainText(params.path);
  switch (method) {
    case "set": {
      const json = exactJson(params.value);
      return { jet: jetSet(path, json), curl: curlSet(origin, path, json) };
    }
    case "call": {
      const json = exactJson(params.args ?? []);
      return { jet: jetCall(path, json), curl: curlCall(origin, path, json) };
    }
  }
  return { jet: `jet get ${shellWord(path)}`, curl: curlGet(origin, path) };
}
