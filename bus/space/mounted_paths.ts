/**
 * The paths of a mount.
 *
 * @module
 */
import type { PathMatcher } from "../../protocol/rules/rules.ts";

/** Whether a path is below a mount with this prefix, or the mount itself. */
function isMounted(prefix: string, path: string): boolean {
  return path.startsWith(prefix) ||
    path.length === prefix.length - 1 && prefix.startsWith(path);
}

/** Whether rules match nothing but paths of a mount with this prefix. */
function matchOnlyMounted(prefix: string, paths: PathMatcher): boolean {
  if (paths.folded) return false;
  if (paths.exact !== null) {
    return paths.exact.length > 0 &&
      paths.exact.every((path) => path.startsWith(prefix));
  }
  return paths.prefix !== null && paths.prefix.startsWith(prefix) ||
    paths.top !== null && isMounted(prefix, paths.top);
}

/** What paths of a mount begin with. */
interface Prefixed {
  readonly prefix: string;
}

/** The mount that a path is in; `undefined` for peers' elements. */
export function mountOf<M extends Prefixed>(
  mounts: readonly M[],
  path: string,
): M | undefined {
  for (const mount of mounts) {
    const { prefix } = mount;
    // Most paths differ in their first character.
    if (path[0] === prefix[0] && isMounted(prefix, path)) return mount;
  }
}

/** The mount that rules are limited to; `undefined` for peers' elements. */
export function mountFor<M extends Prefixed>(
  mounts: readonly M[],
  paths: PathMatcher,
): M | undefined {
  return mounts.find(({ prefix }) => matchOnlyMounted(prefix, paths));
}
