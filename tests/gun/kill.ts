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
import type { RuntimeName } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";

// A store lives for so many rounds: its beginning is worth killing as well.
const ROUNDS_OF_A_STORE = 10;
// It is killed up to so many ms after its first acknowledgement, or, in every
// fourth round, after its start.
const LATEST = 300;
const BEGINNING = 4;

/** How it went. */
export interface Outcome {
  /** Number of kills. */
  readonly rounds: number;
  /** Acknowledged calls, each of which was found. */
  readonly acknowledged: number;
}

/**
 * Kills and checks.
 *
 * @param start Starts the program to kill.
 * @param progress Called with the number of rounds done.
 * @throws {Error} as soon as a write is lost or the store can't be read.
 */
export async function killAgainAndAgain(
  rounds: number,
  runtime: RuntimeName,
  start: StartVictim,
  progress: (rounds: number) => void = () => {},
): Promise<Outcome> {
  let acknowledged = 0;
  for (let done = 0; done < rounds; done += ROUNDS_OF_A_STORE) {
    await using folder = await TemporaryFolder.create();
    const ledger = new Ledger();
    const count = Math.min(ROUNDS_OF_A_STORE, rounds - done);
    for (let round = 0; round < count; round++) {
      const path = folder.path("gun.db");
      await using victim = await start(runtime, path, ledger.next);
      if (round % BEGINNING !== 0) await victim.writing;
      await new Promise((resolve) => {
        setTimeout(resolve, Math.random() * LATEST);
      });
      // The first acknowledgement may never come.
      victim.writing.catch(() => {});
      await victim.kill(ledger);
      await look(path, ledger);
      progress(done + round + 1);
    }
    acknowledged += ledger.count;
  }
  return { rounds, acknowledged };
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
