import { assert, assertEquals } from "@std/assert";
import type { Clock } from "../base/clock.ts";
import { ignore } from "../base/narrowing.ts";
import { VirtualClock } from "../testing/clock.ts";
import { Directory } from "./directory.ts";
import type { Operation } from "./entries.ts";
import { statePieces } from "./joining.ts";

const EVENTS = {
  joined: ignore,
  left: ignore,
  placed: ignore,
  removed: ignore,
  given: ignore,
};
const OPTIONS = { separator: "/", open: false, leaseMs: 1000 };

function claim(path: string): Operation {
  const claim = {
    path,
    kind: "state",
    fetchOnly: false,
    timeout: undefined,
    expires: undefined,
    access: undefined,
  } as const;
  return { kind: "claim", claim, replaces: false };
}

/** A directory of one member, with two entries in the log. */
function directoryOf(count: number): Directory {
  const directory = new Directory(OPTIONS, EVENTS);
  const info = { name: "m", version: "1", protocol: 1, rules: "" };
  const join: Operation = { kind: "join", info };
  directory.apply({ member: "m", batch: 1, operations: [join] }, 1, 1000);
  const operations = Array.from(
    { length: count },
    // Characters of one to four bytes, two of them in two halves.
    (_, i) => claim(`a${i}/äö/😀😀/€`),
  );
  directory.apply({ member: "m", batch: 2, operations }, 2, 1001);
  return directory;
}

/** A clock on which each look takes a millisecond. */
class SlowClock extends VirtualClock {
  #looks = 0;
  readonly turns: (() => void)[] = [];

  override monotonic(): number {
    return ++this.#looks;
  }

  override nextTurn(task: () => void): void {
    this.turns.push(task);
  }
}

function restored(pieces: readonly Uint8Array[]): Directory {
  const texts = pieces.map((piece) => new TextDecoder().decode(piece));
  const directory = new Directory(OPTIONS, EVENTS);
  directory.restore(JSON.parse(texts.join("")));
  return directory;
}

async function written(
  directory: Directory,
  length: number,
  clock: Clock = new VirtualClock(),
): Promise<readonly Uint8Array[]> {
  return await statePieces(directory, length, clock);
}

Deno.test("joining: a state in pieces of any length is restored", async () => {
  for (const count of [0, 1, 499, 500, 501, 1200]) {
    const directory = directoryOf(count);
    for (const length of [300, 301, 302, 4096, 1 << 20]) {
      const pieces = await written(directory, length);
      for (const piece of pieces) assert(piece.length <= length);
      assertEquals(
        [...restored(pieces).snapshot()],
        [...directory.snapshot()],
      );
    }
  }
});

Deno.test("joining: a long state is written in slices, and is that of one moment", async () => {
  const directory = directoryOf(4000);
  const before = [...directory.snapshot()];
  const clock = new SlowClock();
  const pieces = written(directory, 1 << 16, clock);
  let slices = 0;
  const isDone = pieces.then(() => true);
  for (;;) {
    const done = await Promise.race([isDone, Promise.resolve(false)]);
    if (done) break;
    // The member goes on meanwhile.
    const sequence = directory.sequence + 1;
    const operations: Operation[] = [
      { kind: "release", path: `a${slices}/äö/😀😀/€` },
      claim(`late${slices}`),
    ];
    const entry = { member: "m", batch: sequence, operations };
    directory.apply(entry, sequence, 1001 + sequence);
    slices++;
    const turn = clock.turns.shift();
    assert(turn !== undefined, "it waits for a later turn");
    turn();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  assert(slices > 1, `${slices} slices`);
  assertEquals([...restored(await pieces).snapshot()], before);
});
