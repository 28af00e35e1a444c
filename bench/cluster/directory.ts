/**
 * Prints the bytes of heap that a path takes in the directory of a member.
 *
 *     deno run -A --v8-flags=--expose-gc bench/cluster/directory.ts STATES
 *
 * @module
 */
import { Directory } from "../../cluster/directory.ts";
import {
  EntryReader,
  MAX_OPERATIONS,
  packEntry,
} from "../../cluster/entries.ts";
import type { Operation } from "../../cluster/entries.ts";

const states = Number(Deno.args[0]);

const collect: unknown = Reflect.get(globalThis, "gc");

function heap(): number {
  if (typeof collect === "function") collect();
  return Deno.memoryUsage().heapUsed;
}

const nothing = () => {};
const directory = new Directory(
  { separator: "/", open: false, leaseMs: 5_000 },
  {
    joined: nothing,
    left: nothing,
    placed: nothing,
    removed: nothing,
    given: nothing,
  },
);
const reader = new EntryReader((error) => {
  throw error;
});
let sequence = 0;

/** Applies operations as they come from the log. */
function apply(operations: Operation[]): void {
  const bytes = packEntry({ member: "m", batch: sequence + 1, operations });
  directory.apply(reader.read(bytes), ++sequence, 1_000 + sequence);
}

apply([{
  kind: "join",
  info: { name: "m", version: "1", protocol: 1, rules: "" },
}]);
const before = heap();
for (let n = 0; n < states; n += MAX_OPERATIONS) {
  const count = Math.min(MAX_OPERATIONS, states - n);
  apply(Array.from({ length: count }, (_, k): Operation => ({
    kind: "claim",
    replaces: false,
    claim: {
      path: `bench/many/node${Math.floor((n + k) / 100)}/s${n + k}`,
      kind: "state",
      fetchOnly: false,
      timeout: undefined,
      expires: undefined,
      access: undefined,
    },
  })));
}
const bytes = heap() - before;
if (directory.size !== states) throw new Error(`${directory.size} paths`);
console.log(Math.round(bytes / states));
