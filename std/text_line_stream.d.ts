/** Options of {@linkcode TextLineStream}. */
export interface TextLineStreamOptions {
  /** Whether a single CR ends a line; default false. */
  allowCR?: boolean;
}

/** Splits a stream of text into lines. */
export class TextLineStream extends TransformStream<string, string> {
  constructor(options?: TextLineStreamOptions);
}
