/**
 * Items by the beginnings of their paths.
 *
 * @module
 */

/** Most items of a bucket. */
const MAX_BUCKET = 128;

/** What has a path. */
export interface WithPath {
  readonly path: string;
}

/** The code of the "character" after the last one. */
const END = -1;

/** Buckets and further divisions, by the character at one place of the paths. */
type Division<T> = Map<number, T[] | Division<T>>;

/**
 * Items with different paths, found by prefixes of these. Items whose paths begin
 * alike share a bucket, until they are too many: then they are divided by their next
 * character. So an item takes little more than its place in an array, some 12
 * bytes; a radix tree with a row for each took 44.
 */
export class PathBuckets<T extends WithPath> {
  readonly #start: number;
  readonly #root: Division<T> = new Map();

  /** @param start Number of characters with which all paths begin alike. */
  constructor(start: number) {
    this.#start = start;
  }

  /** Adds an item whose path is not there. */
  add(item: T): void {
    let division = this.#root;
    for (let at = this.#start;; at++) {
      const code = codeAt(item.path, at);
      const part = division.get(code);
      if (part === undefined) {
        division.set(code, [item]);
        return;
      }
      if (!Array.isArray(part)) {
        division = part;
        continue;
      }
      part.push(item);
      if (part.length > MAX_BUCKET) division.set(code, divide(part, at + 1));
      return;
    }
  }

  /** Deletes an item, if it is there. */
  delete(item: T): void {
    const above: Division<T>[] = [];
    let division = this.#root;
    for (let at = this.#start;; at++) {
      const part = division.get(codeAt(item.path, at));
      if (part === undefined) return;
      above.push(division);
      if (Array.isArray(part)) {
        if (removeFrom(part, item) && part.length === 0) {
          this.#prune(above, item.path, at);
        }
        return;
      }
      division = part;
    }
  }

  /** Deletes what has become empty. */
  #prune(above: readonly Division<T>[], path: string, last: number): void {
    let at = last;
    for (const division of above.toReversed()) {
      division.delete(codeAt(path, at--));
      if (division.size > 0) return;
    }
  }

  /**
   * Calls `visit` with every item whose path begins with `prefix`, until it
   * returns `false`.
   *
   * @param prefix Begins as all paths do.
   */
  visitUnder(prefix: string, visit: (item: T) => unknown): void {
    let division = this.#root;
    for (let at = this.#start; at < prefix.length; at++) {
      const part = division.get(prefix.charCodeAt(at));
      if (part === undefined) return;
      if (Array.isArray(part)) {
        for (const item of part) {
          if (item.path.startsWith(prefix) && visit(item) === false) return;
        }
        return;
      }
      division = part;
    }
    const rest: Division<T>[] = [division];
    for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
      for (const part of next.values()) {
        if (!Array.isArray(part)) rest.push(part);
        else for (const item of part) if (visit(item) === false) return;
      }
    }
  }
}

/** The code of a character of a path. */
function codeAt(path: string, at: number): number {
  return at < path.length ? path.charCodeAt(at) : END;
}

/** Divides a bucket by the character at a place. */
function divide<T extends WithPath>(bucket: T[], at: number): Division<T> {
  const division = new Map<number, T[]>();
  for (const item of bucket) {
    const code = codeAt(item.path, at);
    const part = division.get(code);
    if (part === undefined) division.set(code, [item]);
    else part.push(item);
  }
  return division;
}

function removeFrom<T>(bucket: T[], item: T): boolean {
  const at = bucket.indexOf(item);
  if (at < 0) return false;
  const last = bucket.pop();
  if (last !== undefined && at < bucket.length) bucket[at] = last;
  return true;
}
