/**
 * What a client of an event stream over HTTP has.
 *
 * @module
 */
import { assert } from "@std/assert";

/** What a client has, and what it has read of the stream. */
export class Mirror {
  readonly values: Map<string, unknown> = new Map();
  /** How many streams have begun in each mode. */
  readonly modes: Record<string, number> = { snapshot: 0, resume: 0 };
  /** The last id that was read, to go on from there. */
  id = "";
  #revision = 0;
  #rest = "";

  /** Begins with a new connection: what is incomplete is lost. */
  begin(): void {
    this.#rest = "";
  }

  /** Takes a part of the stream; whether all that matched was there. */
  take(text: string): boolean {
    let isReady = false;
    const blocks = (this.#rest + text).split("\n\n");
    this.#rest = blocks.pop() ?? "";
    for (const block of blocks) isReady = this.#event(block) || isReady;
    return isReady;
  }

  #event(block: string): boolean {
    const fields = new Map(
      block.split("\n").map((line): [string, string] => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon), line.slice(colon + 1).trim()];
      }),
    );
    const kind = fields.get("event");
    const data = fields.get("data");
    const params = data === undefined || data === "" ? {} : JSON.parse(data);
    if (kind === "begin") {
      this.modes[params.mode]++;
      if (params.mode === "snapshot") {
        this.values.clear();
        this.#revision = 0;
      }
      return false;
    }
    this.id = fields.get("id") ?? this.id;
    if (kind === "end") return false;
    if (kind === "ready" || kind === "alive") return kind === "ready";
    assert(params.revision > this.#revision, `${block} comes twice or late`);
    this.#revision = params.revision;
    if (kind === "remove") this.values.delete(params.path);
    else this.values.set(params.path, params.value);
    return false;
  }
}
