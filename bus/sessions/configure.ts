/**
 * The request `config`.
 *
 * @module
 */
import type { Encoding } from "../../protocol/encoding.ts";
import type { RequestId } from "../../protocol/inbox.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import type { Host } from "./host.ts";
import type { MessageForm } from "./message_form.ts";
import { boundedName } from "./peer_name.ts";

/** A session that can be configured. */
interface Configured extends
  Pick<
    Host,
    "context" | "link" | "done" | "ended" | "hold" | "release"
  > {
  name: string;
  fail(id: RequestId, fault: Fault): void;
}

/**
 * Sets a peer's name and the encoding of its messages, and whether it takes
 * arrays of messages.
 *
 * @param peer Name of the peer that is meant; without it the sender.
 */
export function configure(
  session: Configured,
  form: MessageForm,
  id: RequestId,
  name: string | undefined,
  encoding: string | undefined,
  arrays: boolean,
  peer: string | undefined,
): void {
  const { context, link } = session;
  if (peer !== undefined && peer !== session.name) {
    // The settings of another peer stay as they are.
    if (context.hasPeer(peer)) return session.done(id);
    const reason = `unknown peer ${boundedName(peer)}`;
    return session.fail(id, { kind: "internal", reason });
  }
  // An array of messages might be larger than the peer takes.
  if (arrays && form.dialect.maxMessage === Infinity) link.joinIntoArrays?.();
  if (encoding === undefined || encoding === "json") {
    if (name !== undefined) session.name = boundedName(name);
    return session.done(id);
  }
  const found = context.options.encodings?.get(encoding);
  if (found === undefined || !link.takeBytesInText()) {
    return session.fail(id, { kind: "encoding", encoding });
  }
  const begin = (found: Encoding) => {
    if (name !== undefined) session.name = boundedName(name);
    // The response is the last message in the old encoding.
    session.done(id);
    form.encode(found);
  };
  if (typeof found !== "function") return begin(found);
  // What follows may be in the new encoding.
  session.hold();
  found().then(
    (encoding) => session.ended || begin(encoding),
    () => session.ended || session.fail(id, { kind: "encoding", encoding }),
  ).finally(() => session.release());
}
