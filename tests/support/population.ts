/**
 * Tests in which peers of different kinds meet.
 *
 * @module
 */
import type { TestBus } from "./shared_daemon.ts";
import { type Kind, KINDS, Speaker } from "./speaker.ts";

/** Connects a peer of a kind over TCP. */
export async function speaker(bus: TestBus, kind: Kind): Promise<Speaker> {
  return await Speaker.begin(kind, await bus.tcp());
}

/** Connects a peer of each kind. */
export function everyKind(bus: TestBus): Promise<Speaker[]> {
  return Promise.all(KINDS.map((kind) => speaker(bus, kind)));
}

/** Runs a test for each kind of owner with each kind of client. */
export function eachPair(
  test: (
    name: string,
    run: (bus: TestBus) => Promise<void>,
  ) => void,
  name: (owner: Kind, client: Kind) => string,
  run: (bus: TestBus, owner: Speaker, client: Speaker) => Promise<void>,
): void {
  for (const ownerKind of KINDS) {
    for (const clientKind of KINDS) {
      test(name(ownerKind, clientKind), async (bus) => {
        const owner = await speaker(bus, ownerKind);
        const client = await speaker(bus, clientKind);
        await run(bus, owner, client);
      });
    }
  }
}
