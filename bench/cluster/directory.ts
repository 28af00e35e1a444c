/**
 * Prints the bytes of heap that a path takes in the directory of a member.
 *
 *     deno run -A bench/cluster/directory.ts --help
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
import { wholeNumber } from "../../command_line/convert.ts";
import { Failure, UsageError } from "../../command_line/errors.ts";
import { argumentsOf, runProgram } from "../program.ts";

const HELP =
  `Prints the bytes of heap that a path takes in the directory of a member.

deno run -A --v8-flags=--expose-gc bench/cluster/directory.ts STATES

  STATES   paths in the directory`;

function heap(): number {
  const collect: unknown = Reflect.get(globalThis, "gc");
  if (typeof collect !== "function") {
    throw new Failure("needs --v8-flags=--expose-gc");
  }
  collect();
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

function main(): void {
  const { positionals } = argumentsOf({ allowPositionals: true, options: {} });
  if (positionals.length !== 1) throw new UsageError("needs STATES");
  const states = wholeNumber(1)(positionals[0], "STATES");
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
}

await runProgram(HELP, main);
