/**
 * Errors of the daemon as sentences that say what to do.
 *
 * @module
 */
import { InvalidArgument, NotFound, type Peer } from "../../peer.ts";
import { isRecord } from "../../base/narrowing.ts";
import { Failure, firstLineOf } from "../../command_line/errors.ts";
import { closest } from "../../command_line/suggest.ts";

/** Children of a node among which a misspelt name is looked for. */
const MAX_CHILDREN = 1000;

/** What the daemons say by these members of the data. */
const FAULTS: Readonly<Record<string, (path: string) => string>> = {
  pathIsNotState: (path) =>
    `${quoted(path)} is a method: jet call ${words(path)}`,
  pathIsNotMethod: (path) =>
    `${quoted(path)} is a state: jet get ${words(path)}, jet set ${
      words(path)
    } VALUE`,
  foreignPath: (path) =>
    `${
      quoted(path)
    } belongs to another peer, which alone changes and removes it`,
};

function quoted(path: string): string {
  return JSON.stringify(path);
}

/** A path as a word of a shell. */
function words(path: string): string {
  return /^[\w./:@%+=-]+$/.test(path)
    ? path
    : `'${path.replaceAll("'", `'\\''`)}'`;
}

/** The line for an error. */
export function explained(error: unknown): string {
  if (error instanceof InvalidArgument && isRecord(error.data)) {
    for (const [name, path] of Object.entries(error.data)) {
      if (typeof path === "string" && Object.hasOwn(FAULTS, name)) {
        return FAULTS[name](path);
      }
    }
  }
  return firstLineOf(error);
}

/** Says that nothing has a path, and what may be meant. */
export async function missing(
  peer: Pick<Peer, "list">,
  path: string,
): Promise<string> {
  const found = await looked(peer, path).catch(() => "");
  return found || `nothing has the path ${quoted(path)}`;
}

/** Has a request fail with what {@linkcode missing} says. */
export async function orMissing<T>(
  peer: Pick<Peer, "list">,
  path: string,
  request: Promise<T>,
): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    throw new Failure(await missing(peer, path));
  }
}

async function looked(
  peer: Pick<Peer, "list">,
  path: string,
): Promise<string> {
  const separator = "/";
  let isNode = false;
  const names: string[] = [];
  const segments = path.split(separator);
  for (const segment of segments) {
    const at = names.join(separator);
    const { children } = await peer.list(at, { limit: MAX_CHILDREN })
      .catch((error: unknown) => {
        // A state above has no children.
        if (error instanceof NotFound) return { children: [] };
        throw error;
      });
    const child = children.find(({ name }) => name === segment);
    if (child !== undefined) {
      names.push(segment);
      isNode = child.type === "node";
      continue;
    }
    const meant = closest(segment, children.map(({ name }) => name));
    if (meant === undefined) return "";
    const rest = [...names, meant, ...segments.slice(names.length + 1)];
    return `nothing has the path ${quoted(path)}; did you mean ${
      words(rest.join(separator))
    }?`;
  }
  if (!isNode) return "";
  return `${quoted(path)} is a node: jet tree ${
    words(path)
  } shows what is below`;
}
