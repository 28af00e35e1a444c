/**
 * Texts in commands: words and addresses.
 *
 * @module
 */

/** A text as a word of a shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text)
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The address of an element for HTTP requests. */
export function httpUrl(
  origin: string,
  kind: "states" | "methods",
  path: string,
): string {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return `${origin}/v1/${kind}/${encoded}`;
}

/** The command that sets a state over HTTP, with a value as JSON. */
export function curlSet(origin: string, path: string, json: string): string {
  const url = shellWord(httpUrl(origin, "states", path));
  return `curl -X PUT -d ${shellWord(json)} ${url}`;
}

/** The command that calls a method over HTTP, with arguments as JSON. */
export function curlCall(origin: string, path: string, args: string): string {
  const url = shellWord(httpUrl(origin, "methods", path));
  return `curl -d ${shellWord(args)} ${url}`;
}

/** The command that reads a state over HTTP. */
export function curlGet(origin: string, path: string): string {
  return `curl ${shellWord(httpUrl(origin, "states", path))}`;
}

/** The command that sets a state. */
export function jetSet(path: string, json: string): string {
  return `jet set ${shellWord(path)} ${shellWord(json)}`;
}

/** The command that calls a method. */
export function jetCall(path: string, args: string): string {
  const call = `jet call ${shellWord(path)}`;
  return args === "[]" ? call : `${call} --args ${shellWord(args)}`;
}

/** Hosts at which `jet` looks by itself. */
const OWN_HOSTS = ["localhost:11123", "127.0.0.1:11123", "[::1]:11123"];

/**
 * The address of a daemon for a command, with a space before it; "" for the one
 * that commands find without.
 *
 * @param option What precedes it, as ` --url`.
 */
export function addressOf(
  { host, protocol }: { readonly host: string; readonly protocol: string },
  option = "",
): string {
  if (OWN_HOSTS.includes(host)) return "";
  const scheme = protocol === "https:" ? "wss" : "ws";
  return `${option} ${scheme}://${host}`;
}
