/**
 * What the compilers of the runtime leave out, on Bun. JavaScriptCore compiles what
 * has run some thousand times with its slowest compiler, FTL, in threads which a
 * daemon with one processor has to wait for: that takes a fifth of the time of
 * 100,000 adds and a fetch of them. V8 knows no such thing.
 *
 * @module
 */
import { burstCode as ofBus } from "../../bus/burst_code.ts";
import { StreamLink } from "../../transport/links/stream_link.ts";
import { burstCode as ofProtocol } from "../../protocol/dialects/burst_code.ts";

const BURST_CODE = [...ofBus, ...ofProtocol, StreamLink.prototype.sendAlone];

// A part of the module `bun:jsc`.
interface BunJsc {
  /** Leaves FTL out for a function, and for what is inlined in it. */
  readonly noFTL?: (code: (...args: never[]) => unknown) => void;
}
// Deno resolves literal specifiers, and does not know this one.
const JSC: string = "bun:jsc";

/** Has FTL leave out the code of bursts. To be called before it runs. */
export async function leaveOutBurstCode(): Promise<void> {
  const { noFTL }: BunJsc = await import(JSC);
  for (const code of BURST_CODE) noFTL?.(code);
}
