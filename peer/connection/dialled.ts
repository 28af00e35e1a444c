/**
 * A link, and the codec for the messages that it carries.
 *
 * @module
 */
import type { Codec, CodecHooks } from "../codecs/codec.ts";
import { JsonCodec } from "../codecs/json.ts";
import type { AnyLink } from "../../transport/links/client_link.ts";

/** A link, and what speaks over it. */
export interface Dialled {
  readonly link: AnyLink;
  readonly codec: (hooks: CodecHooks) => Codec;
}

/** Binary Jet is imported on first use: most browser programs use JSON. */
export async function withCodec(link: AnyLink): Promise<Dialled> {
  if (!("binary" in link)) {
    return { link, codec: (hooks) => new JsonCodec(link, hooks) };
  }
  try {
    const { BinaryCodec } = await import("../codecs/binary/codec.ts");
    return { link, codec: (hooks) => new BinaryCodec(link, hooks) };
  } catch (error) {
    link.close();
    throw error;
  }
}
