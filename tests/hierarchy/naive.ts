/**
 * The hierarchy as one would explain it: slow, and plainly right.
 *
 * @module
 */

/** All proper prefixes of a path that are positions, the outermost first. */
export function ancestors(path: string, separator = "/"): string[] {
  const found: string[] = [];
  // A separator at the very beginning separates nothing.
  let at = path.indexOf(separator, 1);
  while (at >= 0) {
    found.push(path.slice(0, at));
    at = path.indexOf(separator, at + separator.length);
  }
  return found;
}

/** The segments of a path; one at its beginning belongs to the first. */
export function segments(path: string, separator = "/"): string[] {
  const whole = [...ancestors(path, separator), path];
  return whole.map((one, at) =>
    at === 0 ? one : one.slice(whole[at - 1].length + separator.length)
  );
}

/** Levels from a path down to another one; 0 if it is not below. */
export function levels(below: string, path: string, separator = "/"): number {
  const above = ["", ...ancestors(path, separator)];
  const at = above.indexOf(below);
  return at < 0 || path === below ? 0 : above.length - at;
}

/** Whether a path matches a pattern, segment by segment as in MQTT. */
export function matches(
  pattern: string,
  path: string,
  separator = "/",
): boolean {
  const wanted = pattern.split(separator);
  const given = path.split(separator);
  for (let i = 0; i < wanted.length; i++) {
    if (wanted[i] === "#") return true;
    if (i >= given.length) return false;
    if (wanted[i] !== "+" && wanted[i] !== given[i]) return false;
  }
  return wanted.length === given.length;
}
