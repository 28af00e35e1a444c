/**
 * Texts of others in the output of a program.
 *
 * @module
 */

// Controls of the terminal, and marks that turn the direction of the text:
// whatever peers write must not move the cursor or hide what is there.
const DANGEROUS = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;

/** A text without anything that a terminal takes for a command. */
export function printable(text: string): string {
  return text.replace(
    DANGEROUS,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
