/**
 * What an error has to look like in each dialect.
 *
 * @module
 */
import { Failure } from "./failure.ts";
import { isObject, membersOf } from "./json_text.ts";

/** Forms of messages. */
export type Family = "classic" | "cjet" | "v3";

/** What can be wrong with a request. */
export type FaultKind =
  | "notFound"
  | "occupied"
  | "fetchOnly"
  | "notOwner"
  | "removeForeign"
  | "noAccess"
  | "notState"
  | "changeMethod"
  | "notMethod"
  | "notSignal"
  | "setSignal"
  | "changeSignal"
  | "callSignal"
  | "fetchIdInUse"
  | "unknownFetch"
  | "timeout"
  | "ownerGone"
  | "invalidUser"
  | "invalidPassword"
  | "unknownMethod"
  | "badAccess"
  | "badRule"
  | "badKeep"
  | "unwritten";

/** Something wrong, and with what: a path, a name, an id. */
export interface Fault {
  readonly kind: FaultKind;
  /** As JSON. */
  readonly subject: string;
}

/** Code and data that node-jet 2.x makes its errors of. */
function classic({ kind, subject }: Fault): [number, string | undefined] {
  const member = (name: string): [number, string] => [
    -32602,
    `{"${name}":${subject}}`,
  ];
  switch (kind) {
    case "notFound":
      return member("pathNotExists");
    case "occupied":
      return member("pathAlreadyExists");
    case "fetchOnly":
      return member("fetchOnly");
    case "notOwner":
    case "removeForeign":
      return member("foreignPath");
    case "noAccess":
      return member("noAccess");
    case "notState":
    case "changeMethod":
    case "setSignal":
    case "changeSignal":
      return member("pathIsNotState");
    case "notMethod":
    case "callSignal":
      return member("pathIsNotMethod");
    case "notSignal":
      return member("pathIsNotSignal");
    case "fetchIdInUse":
      return member("fetchIdInUse");
    case "unknownFetch":
      return member("unknownFetch");
    case "timeout":
      return [-32001, subject];
    case "ownerGone":
      return [-32603, undefined];
    case "invalidUser":
    case "invalidPassword":
      return [-32602, `{"${kind}":true}`];
    case "unknownMethod":
      return [-32601, subject];
    case "badAccess":
    case "badRule":
    case "badKeep":
      return [-32602, undefined];
    case "unwritten":
      return [-32603, undefined];
  }
}

/** Code and the one member of `data` that cjet's peers read. */
function cjet({ kind, subject }: Fault): [number, string | undefined] {
  const member = (name: string): [number, string] => [
    -32602,
    `{"${name}":${subject}}`,
  ];
  switch (kind) {
    case "notFound":
    case "removeForeign":
      return member("not exists");
    case "occupied":
      return member("exists");
    case "fetchOnly":
      return member("fetchOnly");
    case "notOwner":
      return member("not owner of state");
    case "noAccess":
      return member("request not authorized");
    case "notState":
    case "notMethod":
      return member("set/call on element not possible");
    case "changeMethod":
      return member("change on method not possible");
    case "notSignal":
      return member("not a signal");
    case "setSignal":
    case "changeSignal":
    case "callSignal":
      return member("is a signal");
    case "fetchIdInUse":
      return [-32602, '{"reason":"fetch id already in use"}'];
    case "unknownFetch":
      return [-32602, '{"reason":"fetch id not found for unfetch"}'];
    case "timeout":
      return [-32603, '{"reason":"timeout for routed request"}'];
    case "ownerGone":
      return [-32603, '{"reason":"peer shuts down"}'];
    case "invalidUser":
    case "invalidPassword":
      return member("invalid credentials");
    case "unknownMethod":
      return [-32601, `{"reason":${subject}}`];
    case "badAccess":
    case "badRule":
    case "badKeep":
      return [-32602, undefined];
    case "unwritten":
      return [-32603, undefined];
  }
}

/** Code, name and details that programs of 3.x look at. */
function v3({ kind, subject }: Fault): [number, string, string | undefined] {
  switch (kind) {
    case "notFound":
      return [-32602, "jet.NotFound", subject];
    case "occupied":
      return [-32602, "jet.Occupied", subject];
    case "fetchOnly":
      return [-32602, "jet.FetchOnly", subject];
    case "notOwner":
    case "removeForeign":
      return [-32600, "jet.NotAllowed", undefined];
    case "noAccess":
      return [-32602, "jet.invalid params", undefined];
    case "notState":
    case "changeMethod":
    case "notMethod":
    case "notSignal":
    case "setSignal":
    case "changeSignal":
    case "callSignal":
      return [-32600, "jet.invalidMethod", undefined];
    case "fetchIdInUse":
      return [-32602, "jet.Occupied", '"FetchId already in use"'];
    case "unknownFetch":
      return [-32602, "jet.NotFound", undefined];
    case "timeout":
      return [-32001, "jet.PeerTimeout", undefined];
    case "ownerGone":
      return [-32002, "jet.ConnectionClosed", undefined];
    case "invalidUser":
    case "invalidPassword":
      return [-32602, "jet.invalid params", subject];
    case "unknownMethod":
      return [-32601, "jet.MethodNotFound", undefined];
    case "badAccess":
      return [-32600, "jet.ParseError", undefined];
    case "badRule":
    case "badKeep":
      return [-32602, "jet.InvalidArgument", undefined];
    case "unwritten":
      return [-32603, "jet.InternalError", undefined];
  }
}

/** Whether an error object, as text, is what a fault looks like. */
function isFault(family: Family, fault: Fault, error: string): boolean {
  if (!isObject(error)) return false;
  const members = membersOf(error);
  const data = members.get("data");
  const code = Number(members.get("code"));
  if (data === undefined || !members.has("message")) return false;
  if (family !== "v3") {
    const [wanted, data_] = family === "cjet" ? cjet(fault) : classic(fault);
    return code === wanted && (data_ === undefined || data === data_);
  }
  const [wanted, name, details] = v3(fault);
  const inside = membersOf(data);
  return code === wanted && members.get("name") === JSON.stringify(name) &&
    inside.get("name") === members.get("name") && inside.has("url") &&
    (details === undefined || inside.get("details") === details);
}

/** Fails unless an error is one of these. */
export function mustBeFault(
  family: Family,
  faults: readonly Fault[],
  error: string,
): void {
  if (faults.some((fault) => isFault(family, fault, error))) return;
  const kinds = faults.map(({ kind, subject }) => `${kind} ${subject}`);
  throw new Failure(
    `${error} is not what ${family} has for ${kinds.join(" or ")}`,
  );
}
