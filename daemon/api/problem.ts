/**
 * Problem documents (RFC 9457): how requests over HTTP fail.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { INVALID_PARAMS } from "../../protocol/errors/codes.ts";
import type { Fault, PathFaultKind } from "../../protocol/errors/fault.ts";

/** Why a request over HTTP fails. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  /**
   * @param code Stable name of the problem.
   * @param detail What is wrong with this request.
   * @param members More members of the document.
   */
  constructor(
    status: number,
    code: string,
    detail: string,
    members: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.members = members;
    this.headers = headers;
  }
}

/** Status and title of each code. */
export const PROBLEMS = {
  badJson: [400, "The body is no JSON"],
  partial: [400, "A part of a value can't be set"],
  unauthorized: [401, "A login is needed"],
  forbidden: [403, "The user may not do this"],
  foreignPage: [403, "Pages of this origin, or this host name, may not ask"],
  notFound: [404, "There is no such element"],
  methodNotAllowed: [405, "The route has no such method"],
  fetchOnly: [405, "The state can't be set"],
  notAcceptable: [406, "There is none of the media types in Accept"],
  conflict: [409, "The request does not fit the present elements"],
  changed: [412, "The state has changed"],
  tooLarge: [413, "The content is too large"],
  unsupportedType: [
    415,
    "The content has a type or a coding that is not taken",
  ],
  invalid: [422, "A parameter is invalid"],
  tooMany: [429, "A limit is reached"],
  internal: [500, "The daemon failed"],
  ownerFailed: [502, "The owner failed"],
  closing: [503, "The daemon shuts down"],
  ownerTimeout: [504, "The owner does not answer"],
} as const satisfies Record<string, readonly [number, string]>;

/** Name of a problem. */
export type ProblemCode = keyof typeof PROBLEMS;

/** A problem by its code. */
export function problem(
  code: ProblemCode,
  detail: string,
  members: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Problem {
  return new Problem(PROBLEMS[code][0], code, detail, members, headers);
}

/** The response to a request that fails. */
export function problemResponse(error: unknown, instance: string): Response {
  const known = error instanceof Problem
    ? error
    : problem("internal", "an internal error");
  const { status, code, message, members, headers } = known;
  const [, title] = Object.entries(PROBLEMS)
    .find(([name]) => name === code)?.[1] ?? [status, code];
  const document = {
    type: `tag:jet,2026:problem/${code}`,
    title,
    status,
    detail: message,
    instance,
    code,
    ...members,
  };
  return new Response(`${JSON.stringify(document)}\n`, {
    status,
    headers: { "Content-Type": "application/problem+json", ...headers },
  });
}

const CODES: Readonly<Record<Fault["kind"], ProblemCode>> = {
  notFound: "notFound",
  notState: "notFound",
  notMethod: "notFound",
  notSignal: "notFound",
  fetchOnly: "fetchOnly",
  noAccess: "forbidden",
  notAllowed: "forbidden",
  notOwner: "forbidden",
  invalidUser: "unauthorized",
  invalidPassword: "unauthorized",
  conflict: "changed",
  occupied: "conflict",
  pathIsNode: "conflict",
  parentIsLeaf: "conflict",
  fetchIdInUse: "conflict",
  unknownFetch: "conflict",
  userExists: "conflict",
  unknownMethod: "conflict",
  invalidRequest: "conflict",
  protocol: "conflict",
  ownerGone: "ownerFailed",
  timeout: "ownerTimeout",
  tooLarge: "tooLarge",
  limit: "tooMany",
  parse: "badJson",
  internal: "internal",
  missing: "invalid",
  wrongType: "invalid",
  invalid: "invalid",
  emptySegment: "invalid",
  tooDeep: "invalid",
  pathTooLong: "invalid",
  encoding: "invalid",
};

function isDetailed(kind: unknown): kind is keyof typeof DETAILS {
  return typeof kind === "string" && Object.hasOwn(DETAILS, kind);
}

function isFaultKind(kind: unknown): kind is Fault["kind"] {
  return typeof kind === "string" && Object.hasOwn(CODES, kind);
}

/** What faults say that give no reason. */
const DETAILS: Readonly<Record<PathFaultKind | "timeout", string>> = {
  notFound: "there is nothing at this path",
  notState: "this path is not a state",
  notMethod: "this path is not a method",
  notSignal: "this path is not a signal",
  notOwner: "the element belongs to another peer",
  occupied: "there is an element at this path already",
  pathIsNode: "there are elements below this path",
  parentIsLeaf: "there is an element above this path",
  fetchOnly: "this state can only be fetched",
  noAccess: "the groups of the user don't allow it",
  conflict: "the state has changed since",
  emptySegment: "the path has an empty segment",
  tooDeep: "the path has too many segments",
  pathTooLong: "the path is too long",
  ownerGone: "the owner of the path has gone",
  timeout: "the owner did not answer in time",
};

/**
 * The problem of an error that came instead of an answer: a fault of the
 * daemon, or what the owner said.
 */
export function problemOf(error: unknown): Problem {
  const fault = isRecord(error) ? error.fault : undefined;
  if (!isRecord(fault)) return ownerProblem(error);
  const { kind, path, reason, param } = fault;
  const code = isFaultKind(kind) ? CODES[kind] : "internal";
  const detail = String(
    reason ??
      (isDetailed(kind)
        ? DETAILS[kind]
        : param === undefined
        ? kind
        : `${kind}: ${param}`),
  );
  const more = path === undefined ? {} : { path };
  return problem(code, detail, { fault: kind, ...more }, headersOf(code));
}

function headersOf(code: ProblemCode): Record<string, string> {
  if (code === "fetchOnly") return { Allow: "GET, HEAD" };
  return code === "tooMany" ? { "Retry-After": "1" } : {};
}

/** What an owner said: its own error, passed on. */
function ownerProblem(error: unknown): Problem {
  const { message, code }: Record<string, unknown> = isRecord(error)
    ? error
    : { message: error };
  const kind = code === INVALID_PARAMS ? "invalid" : "ownerFailed";
  const detail = typeof message === "string" ? message : "the owner refused";
  return problem(kind, detail, { owner: error });
}
