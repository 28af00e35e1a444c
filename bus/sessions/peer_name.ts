/**
 * Names that peers give themselves.
 *
 * @module
 */

/** Longest name, in UTF-16 code units. */
const MAX_NAME_LENGTH = 256;

/** The name, or a copy of its beginning, so that the rest can be freed. */
export function boundedName(name: string): string {
  if (name.length <= MAX_NAME_LENGTH) return name;
  const bytes = new TextEncoder().encode(name.slice(0, MAX_NAME_LENGTH));
  return new TextDecoder().decode(bytes);
}
