/**
 * The options of requests in binary Jet.
 *
 * @module
 */
import { DetailBit, KindBit, Option } from "../../binary/format.ts";
import type { BinaryReader } from "../../binary/reader.ts";
import type { AddParams, InfoRequest } from "../../dialect.ts";
import { refuse } from "../../errors/refusal.ts";
import { readText } from "../../../base/utf8.ts";

/** Default row limit of a `LIST`. */
const LIST_LIMIT = 1000;

/** The options of a request. */
export class Options {
  /** Seconds. */
  timeout: number | undefined;
  valueAsResult = false;
  kinds: number = KindBit.state;
  from = 1;
  limit = LIST_LIMIT;
  values = false;
  #fetchOnly = false;
  #access: unknown;
  #deadline = false;
  #caller = false;
  #cancel: string | undefined;
  #replacesSilent = false;
  #details = 0;
  #input: BinaryReader | undefined;

  /** Those of an element. */
  get element(): AddParams {
    const deadline = this.#deadline;
    const caller = this.#caller;
    const cancel = this.#cancel;
    return {
      fetchOnly: this.#fetchOnly,
      timeout: this.timeout,
      access: this.#access,
      replacesSilent: this.#replacesSilent,
      wishes: deadline || caller || cancel !== undefined
        ? { deadline, caller, cancel }
        : null,
    };
  }

  /** What `INFO` has to tell. */
  get details(): InfoRequest {
    return {
      limits: false,
      features: (this.#details & DetailBit.features) !== 0,
      time: (this.#details & DetailBit.time) !== 0,
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
    this.kinds = KindBit.state;
    this.from = 1;
    this.limit = LIST_LIMIT;
    this.values = false;
    this.#fetchOnly = false;
    this.#access = undefined;
    this.#deadline = false;
    this.#caller = false;
    this.#cancel = undefined;
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
        this.#access = parsed(input.bytes, input.at, input.end);
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
      case Option.replace:
        this.#replacesSilent = true;
        return;
      case Option.details:
        this.#details = input.u8();
    }
  };
}

function parsed(bytes: Uint8Array, start: number, end: number): unknown {
  try {
    return JSON.parse(readText(bytes, start, end));
  } catch {
    refuse({ kind: "invalid", reason: "access is not JSON" });
  }
}
