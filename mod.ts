/**
 * Jet: a realtime object bus for Deno and Bun.
 *
 * @module
 */
export * from "./daemon.ts";
export * from "./peer.ts";
export {
  DEFAULT_MAX_MESSAGE,
  encodeFrame,
  FrameDecoderStream,
  FrameEncoderStream,
  FrameReader,
  type MessageSink,
  MessageTooLarge,
} from "./protocol/frame.ts";
