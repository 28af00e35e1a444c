/**
 * Kills programs that write to a store, again and again, and checks that each
 * acknowledged write is in it. Long runs: `deno task test:long kill-store` and
 * `kill-daemon`.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { Ledger } from "./kill_ledger.ts";
import type { StartVictim } from "./kill_victims.ts";
import { openStore } from "../../gun/store/open.ts";
import { killRepeatedly, type Outcome } from "../support/killing.ts";
import type { RuntimeName } from "../support/runtimes.ts";

/**
 * Kills and checks.
 *
 * @param start Starts the program to kill.
 * @param progress Called with the number of rounds done.
 * @throws {Error} as soon as a write is lost or the store can't be read.
 */
export function killAgainAndAgain(
  rounds: number,
  runtime: RuntimeName,
  start: StartVictim,
  progress?: (rounds: number) => void,
): Promise<Outcome> {
  return killRepeatedly(rounds, {
    ledger: () => new Ledger(),
    start: (path, ledger) => start(runtime, path, ledger.next),
    look,
  }, progress);
}

async function look(path: string, ledger: Ledger): Promise<void> {
  const store = await openStore(path);
  try {
    ledger.check(store);
  } finally {
    await store.close();
  }
  // Nothing may have been written yet.
  if (store.bytes === 0) return;
  const database = new DatabaseSync(path);
  try {
    const answer = database.prepare("PRAGMA integrity_check").get();
    if (answer?.integrity_check !== "ok") {
      throw new Error(`the file is damaged: ${answer?.integrity_check}`);
    }
  } finally {
    database.close();
  }
}
