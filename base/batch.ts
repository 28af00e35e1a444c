/**
 * Gathers what one turn of the event loop produces.
 *
 * @module
 */

/** Something that has output to be written when the turn ends. */
export interface Flushable {
  /** Writes what has been gathered. */
  flush(): void;
}

let waiting: Flushable[] = [];
let spare: Flushable[] = [];

/**
 * Has `flush` called when everything that is running now, and everything that
 * already waits for its turn, is done. To be asked for once a turn.
 */
export function flushLater(link: Flushable): void {
  if (waiting.push(link) === 1) queueMicrotask(flushAll);
}

let guards: readonly (() => void)[] = [];

/**
 * Has something called before the output of each turn is written, however late that
 * is: a process may be stopped in the middle of a turn.
 *
 * @returns Ends that.
 */
export function beforeOutput(guard: () => void): () => void {
  guards = [...guards, guard];
  return () => guards = guards.filter((other) => other !== guard);
}

/** Has a link write in the middle of a turn what has been gathered for it so far. */
export function flushNow(link: Flushable): void {
  for (const guard of guards) guard();
  link.flush();
}

function flushAll(): void {
  for (const guard of guards) guard();
  const links = waiting;
  waiting = spare;
  for (let i = 0; i < links.length; i++) links[i].flush();
  links.length = 0;
  spare = links;
}
