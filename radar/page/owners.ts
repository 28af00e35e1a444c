/**
 * Owners of elements, as far as the daemon tells: it does so to administrators,
 * and without users to pages of its own machine.
 *
 * @module
 */
import { type Signal, signal } from "@preact/signals";
import { isRecord } from "../../base/narrowing.ts";
import { texts } from "../texts.ts";
import { bus } from "./app.ts";

/** The owner of an element. */
export interface ElementOwner {
  /** Id of its connection; 0: the daemon itself. */
  readonly id: number;
  readonly name: string;
  readonly dialect: string;
}

let path = "";
let generation = -1;
let current: Signal<ElementOwner | undefined> = signal(undefined);

/**
 * The owner of the element that is shown; `undefined` until it is known.
 *
 * @param known Whether the element is there.
 */
export function ownerOf(
  wanted: string,
  known: boolean,
): Signal<ElementOwner | undefined> {
  const now = bus.generation.value;
  if (wanted === path && generation === now) return current;
  if (!known || !bus.open) return signal(undefined);
  path = wanted;
  generation = now;
  current = signal(undefined);
  void ask(wanted, current);
  return current;
}

async function ask(
  wanted: string,
  owner: Signal<ElementOwner | undefined>,
): Promise<void> {
  try {
    const answer = await bus.peer.call("$jet/owner", [wanted]);
    if (!isRecord(answer)) return;
    const { id, name, user, remote, dialect } = answer;
    const shown = [name, user, remote]
      .find((one) => typeof one === "string" && one !== "");
    owner.value = {
      id: typeof id === "number" ? id : 0,
      name: typeof shown === "string" ? shown : texts.theDaemon,
      dialect: typeof dialect === "string" ? dialect : "",
    };
  } catch {
    // Not allowed, or lost: it is not shown.
  }
}
