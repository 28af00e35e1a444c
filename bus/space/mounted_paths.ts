/**
 * The paths of a mount.
 *
 * @module
 */
import type { PathMatcher } from "../../protocol/rules/rules.ts";

/** Whether a path is below a mount with this prefix, or the mount itself. */
export function isMounted(prefix: string, path: string): boolean {
  return path.startsWith(prefix) ||
    path.length === prefix.length - 1 && prefix.startsWith(path);
}

/** Whether rules match nothing but paths of a mount with this prefix. */
export function matchOnlyMounted(prefix: string, paths: PathMatcher): boolean {
  if (paths.folded) return false;
  if (paths.exact !== null) {
    return paths.exact.length > 0 &&
      paths.exact.every((path) => path.startsWith(prefix));
  }
  return paths.prefix !== null && paths.prefix.startsWith(prefix);
}
