/**
 * The OpenAPI document of the daemon, and the requests that forms make of it.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { shellWord } from "../values/shell.ts";

/** A parameter of an operation. */
export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly description: string;
  /** Its type, in a word. */
  readonly type: string;
  /** Values that it takes; empty: any. */
  readonly choices: readonly string[];
  readonly many: boolean;
}

/** An operation. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  /** What its body is; `undefined`: it has none. */
  readonly body: string | undefined;
  /** Media types that it answers with. */
  readonly types: readonly string[];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function parametersOf(value: unknown): Parameter[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).flatMap((given) => {
    const place = (["path", "query", "header"] as const)
      .find((one) => one === given.in);
    const name = textOf(given.name);
    if (place === undefined || name === "") return [];
    const schema = isRecord(given.schema) ? given.schema : {};
    const item = isRecord(schema.items) ? schema.items : schema;
    return [{
      name,
      in: place,
      description: textOf(given.description),
      type: textOf(item.type),
      choices: item.type === "boolean"
        ? ["true", "false"]
        : Array.isArray(item.enum)
        ? item.enum.map(String)
        : [],
      many: schema.type === "array",
    }];
  });
}

function typesOf(responses: unknown): string[] {
  if (!isRecord(responses) || !isRecord(responses["200"])) return [];
  const { content } = responses["200"];
  return isRecord(content) ? Object.keys(content) : [];
}

/** The operations of a document, in its order. */
export function operationsOf(document: unknown): Operation[] {
  if (!isRecord(document) || !isRecord(document.paths)) return [];
  const operations: Operation[] = [];
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, given] of Object.entries(Object(methods))) {
      if (!isRecord(given)) continue;
      operations.push({
        id: textOf(given.operationId),
        method: method.toUpperCase(),
        path,
        summary: textOf(given.summary),
        description: textOf(given.description),
        parameters: parametersOf(given.parameters),
        body: isRecord(given.requestBody)
          ? textOf(given.requestBody.description)
          : undefined,
        types: typesOf(given.responses),
      });
    }
  }
  return operations;
}

/** What is typed into a form: by place and name of a parameter. */
export type Values = Readonly<Record<string, string>>;

/** The key of a parameter among {@linkcode Values}. */
export function keyOf(parameter: Pick<Parameter, "in" | "name">): string {
  return `${parameter.in} ${parameter.name}`;
}

/** A request to send, or to copy. */
export interface Prepared {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** The request of a form. */
export function prepare(
  operation: Operation,
  values: Values,
  authorization: string,
): Prepared {
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  let target = operation.path;
  for (const parameter of operation.parameters) {
    const value = values[keyOf(parameter)] ?? "";
    if (parameter.in === "path") {
      const segments = value.split("/");
      // Such segments never reach a server.
      const lost = segments.some((one) => one === "." || one === "..");
      if (lost) query.set(parameter.name, value);
      const inPath = lost ? "" : segments.map(encodeURIComponent).join("/");
      target = target.replace(`{${parameter.name}}`, () => inPath);
    } else if (value === "") continue;
    else if (parameter.in === "header") headers[parameter.name] = value;
    else {
      for (const one of parameter.many ? value.split("\n") : [value]) {
        if (one !== "") query.append(parameter.name, one);
      }
    }
  }
  if (authorization !== "") headers.Authorization = authorization;
  const body = operation.body === undefined ? undefined : values.body ?? "";
  if (body !== undefined && body !== "") {
    headers["Content-Type"] = "application/json";
  }
  const search = query.toString();
  if (search !== "") target += `?${search}`;
  return { method: operation.method, target, headers, body };
}

/** The request as a command. */
export function curlOf(
  { method, target, headers, body }: Prepared,
  origin: string,
): string {
  const words = ["curl"];
  if (/event-stream|ndjson/.test(headers.Accept ?? "")) words.push("-N");
  if (method !== "GET") words.push("-X", method);
  for (const [name, value] of Object.entries(headers)) {
    words.push("-H", `${name}: ${value}`);
  }
  if (body !== undefined && body !== "") words.push("--data-binary", body);
  return [...words, origin + target].map(shellWord).join(" ");
}

/** The header `Authorization` of a login; "" without one. */
export function authorizationOf(user: string, secret: string): string {
  if (secret === "") return "";
  if (user === "") return `Bearer ${secret}`;
  const bytes = new TextEncoder().encode(`${user}:${secret}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}
