/**
 * Texts of warnings: what a peer does that has no effect, and the remedy.
 *
 * @module
 */
import type { WithheldState } from "../bus/sessions/host.ts";
import type { Fault } from "../protocol/errors/fault.ts";

const MAX_PATH_LENGTH = 200;
const OPEN = "--hierarchy open or --compat allows it";

/** Why a request without id was refused, and the remedy. */
export function unansweredText(fault: Fault): string {
  return `a request without id was refused: ${reasonOf(fault)}`;
}

function reasonOf(fault: Fault): string {
  if (!("path" in fault)) {
    return "reason" in fault
      ? fault.reason
      : `${fault.kind}; with an id it is answered`;
  }
  const path = JSON.stringify(fault.path.slice(0, MAX_PATH_LENGTH));
  switch (fault.kind) {
    case "parentIsLeaf":
      return `${path} is a state or method, nothing can be added below it; ${OPEN}`;
    case "pathIsNode":
      return `${path} has elements below it and can't be added; ${OPEN}`;
    case "emptySegment":
      return `${path} has an empty segment; ${OPEN}`;
    case "occupied":
      return `${path} exists already; each element needs a path of its own`;
    case "notOwner":
      return `${path} belongs to another peer; only its owner may change or remove it`;
    case "notFound":
      return `${path} does not exist; add it first`;
    case "noAccess":
      return `no access to ${path}; authenticate as a user with access`;
    default:
      return `${path}: ${fault.kind}; with an id it is answered`;
  }
}

/** Which kept state is not added at the start, and why. */
export function unkeptText(path: string, fault: Fault): string {
  const name = JSON.stringify(path.slice(0, MAX_PATH_LENGTH));
  return `the kept state ${name} is not added: ${reasonOf(fault)}`;
}

/**
 * What it means that another program uses the file of GUN's graph, and the
 * remedy.
 *
 * @param connects Whether an app connects, and not only the daemon starts.
 */
export function graphInUseText(path: string, connects: boolean): string {
  const when = connects ? "" : ", if it still is when the first app connects";
  return `${path} is used by another program: GUN's graph is in memory and ` +
    `ends with this daemon${when}; --gun-store FILE gives it a file of its ` +
    "own, --no-gun turns GUN off";
}

/** Which state is withheld from peers that don't take its length. */
export function withheldText(state: WithheldState): string {
  const { bytes, maxBytes, dialect } = state;
  const path = JSON.stringify(state.path.slice(0, MAX_PATH_LENGTH));
  return `${path} is withheld from ${dialect} peers while its value is too ` +
    `large: ${bytes} bytes, they take ${maxBytes}; divide it into several states`;
}

const MAX_RULES = 100;

/** Reports unknown rules that are ignored, each once. */
export class IgnoredRules {
  readonly #report: (message: string) => void;
  readonly #names = new Set<string>();

  constructor(report: (message: string) => void) {
    this.#report = report;
  }

  /** Reports a rule, unless it was reported before. */
  readonly add = (rule: string): void => {
    const name = rule.slice(0, MAX_PATH_LENGTH);
    if (this.#names.size === MAX_RULES || this.#names.has(name)) return;
    this.#names.add(name);
    this.#report(
      `the unknown rule ${JSON.stringify(name)} of a fetch is ignored`,
    );
  };
}
