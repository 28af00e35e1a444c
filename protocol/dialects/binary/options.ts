/**
 * The options of requests in binary Jet.
 *
 * @module
 */
import { DetailBit, Option } from "../../binary/format.ts";
import type { AddExtras, ValueNotes } from "../../extras.ts";
import type { Slice } from "../../../base/slice.ts";
import type { BinaryReader } from "../../binary/reader.ts";
import type { AddParams, Condition, InfoRequest } from "../../inbox.ts";
import { refuse } from "../../errors/refusal.ts";
import { readText } from "../../../base/utf8.ts";

/** Default row limit of a `LIST`. */
const LIST_LIMIT = 1000;

/** The options of a request. */
export class Options {
  /** Seconds. */
  timeout: number | undefined;
  valueAsResult = false;
  /** Bits; `undefined`: not given. */
  kinds: number | undefined;
  from = 1;
  limit = LIST_LIMIT;
  values = false;
  /** Bits of what a `LIST` asks for. */
  asked = 0;
  #fetchOnly = false;
  #access: unknown;
  #deadline = false;
  #caller = false;
  #cancel: string | undefined;
  #displaced: string | undefined;
  #replacesSilent = false;
  #details = 0;
  #meta: Slice | null | undefined;
  #expires: number | undefined;
  #stay: number | undefined;
  #group = false;
  #revision: number | undefined;
  #epoch: string | undefined;
  #keep: true | undefined;
  #at: number | undefined;
  #quality: string | undefined;
  #input: BinaryReader | undefined;

  /** Whether a kept value stays when its state is removed. */
  get keeps(): boolean {
    return this.#keep === true;
  }

  /** Those of an element. */
  get element(): AddParams {
    const deadline = this.#deadline;
    const caller = this.#caller;
    const cancel = this.#cancel;
    const displaced = this.#displaced;
    const group = this.#group ? "0" : undefined;
    const wishes = { deadline, caller, cancel, displaced, group };
    return {
      signal: false,
      fetchOnly: this.#fetchOnly,
      timeout: this.timeout,
      access: this.#access,
      replacesSilent: this.#replacesSilent,
      wishes: Object.values(wishes).some(Boolean) ? wishes : null,
      extras: this.#extras,
    };
  }

  get #extras(): AddExtras | null {
    const expires = this.#expires;
    const { notes } = this;
    const stay = this.#stay;
    const keep = this.#keep;
    const isEmpty = notes === null && expires === undefined &&
      stay === undefined && keep === undefined;
    if (isEmpty) return null;
    return {
      meta: undefined,
      at: undefined,
      quality: undefined,
      ...notes,
      expires,
      stay,
      keep,
    };
  }

  /** The condition of a `SET_…`; `null`: none. */
  get condition(): Condition | null {
    const revision = this.#revision;
    return revision === undefined ? null : { revision, epoch: this.#epoch };
  }

  /** What is said of a value; `null`: nothing. */
  get notes(): ValueNotes | null {
    const meta = this.#meta;
    const at = this.#at;
    const quality = this.#quality;
    return meta === undefined && at === undefined && quality === undefined
      ? null
      : { meta, at, quality };
  }

  /** What `INFO` has to tell. */
  get details(): InfoRequest {
    return {
      limits: false,
      features: (this.#details & DetailBit.features) !== 0,
      time: (this.#details & DetailBit.time) !== 0,
      revision: (this.#details & DetailBit.revision) !== 0,
    };
  }

  /** Reads all options up to the end of the message. */
  read(input: BinaryReader): this {
    this.#clear();
    if (!input.more) return this;
    this.#input = input;
    input.options(this.#readOption);
    return this;
  }

  #clear(): void {
    this.timeout = undefined;
    this.valueAsResult = false;
    this.kinds = undefined;
    this.from = 1;
    this.limit = LIST_LIMIT;
    this.values = false;
    this.asked = 0;
    this.#meta = undefined;
    this.#expires = undefined;
    this.#stay = undefined;
    this.#group = false;
    this.#revision = undefined;
    this.#epoch = undefined;
    this.#keep = undefined;
    this.#at = undefined;
    this.#quality = undefined;
    this.#fetchOnly = false;
    this.#access = undefined;
    this.#deadline = false;
    this.#caller = false;
    this.#cancel = undefined;
    this.#displaced = undefined;
    this.#replacesSilent = false;
    this.#details = 0;
  }

  readonly #readOption = (tag: number): void => {
    const input = this.#input;
    if (input === undefined) return;
    switch (tag) {
      case Option.timeout: {
        const timeout = input.u32();
        if (timeout === 0) {
          refuse({ kind: "invalid", reason: "a timeout is at least 1 ms" });
        }
        this.timeout = timeout / 1000;
        return;
      }
      case Option.valueAsResult:
        this.valueAsResult = true;
        return;
      case Option.fetchOnly:
        this.#fetchOnly = true;
        return;
      case Option.access:
        this.#access = parsed("access", input.bytes, input.at, input.end);
        return;
      case Option.meta:
        this.#meta = metaIn(input.bytes, input.at, input.end);
        return;
      case Option.expires:
        this.#expires = seconds("expires", input.u32());
        return;
      case Option.group:
        this.#group = true;
        return;
      case Option.revisionIs:
        this.#revision = input.f64();
        return;
      case Option.epochIs:
        this.#epoch = readText(input.bytes, input.at, input.end);
        return;
      case Option.keep:
        this.#keep = true;
        return;
      case Option.stay:
        this.#stay = seconds("stay", input.u32());
        return;
      case Option.at:
        this.#at = input.f64();
        return;
      case Option.quality:
        this.#quality = readText(input.bytes, input.at, input.end);
        return;
      case Option.asked:
        this.asked = input.u8();
        return;
      case Option.kinds:
        this.kinds = input.u8();
        return;
      case Option.from:
        this.from = Math.max(1, input.u32());
        return;
      case Option.limit:
        this.limit = input.u32();
        return;
      case Option.values:
        this.values = true;
        return;
      case Option.deadline:
        this.#deadline = true;
        return;
      case Option.caller:
        this.#caller = true;
        return;
      case Option.cancel:
        this.#cancel = `${input.u32()}`;
        return;
      case Option.displaced:
        this.#displaced = `${input.u32()}`;
        return;
      case Option.replace:
        this.#replacesSilent = true;
        return;
      case Option.details:
        this.#details = input.u8();
    }
  };
}

function seconds(name: string, milliseconds: number): number {
  if (milliseconds > 0) return milliseconds / 1000;
  refuse({ kind: "invalid", reason: `${name} is at least 1 ms` });
}

function parsed(
  name: string,
  bytes: Uint8Array,
  start: number,
  end: number,
): unknown {
  try {
    return JSON.parse(readText(bytes, start, end));
  } catch {
    refuse({ kind: "invalid", reason: `${name} is not JSON` });
  }
}

/** The JSON text of an object; nothing at all is `null`. */
function metaIn(bytes: Uint8Array, start: number, end: number): Slice | null {
  if (start === end) return null;
  const meta = parsed("meta", bytes, start, end);
  if (typeof meta !== "object" || meta === null || Array.isArray(meta)) {
    refuse({ kind: "invalid", reason: "meta is no object" });
  }
  return { bytes, start, end };
}
