/** Options of {@linkcode format}. */
export interface FormatOptions {
  /** Bits instead of bytes; default false. */
  bits?: boolean;
  /** Units of 1024 instead of 1000; default false. */
  binary?: boolean;
  /** A plus sign for positive numbers; default false. */
  signed?: boolean;
  /** Locale of the number; default `false`: English digits. */
  locale?: boolean | string | readonly string[];
  minimumFractionDigits?: number;
  maximumFractionDigits?: number;
}

/**
 * Formats a number of bytes, such as "1.34 kB".
 *
 * @throws {TypeError} if it is not finite.
 */
export function format(num: number, options?: FormatOptions): string;
