/**
 * Kills those who write to a store, again and again, and looks whether all that
 * they had acknowledged is there. As a program:
 *
 *     deno run -A tests/gun/kill.ts ROUNDS [--runtime deno|bun] [--daemon]
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "@std/cli/parse-args";
import { Ledger } from "./kill_ledger.ts";
import { startDaemon, type StartVictim, startWriter } from "./kill_victims.ts";
import { openStore } from "../../gun/store/open.ts";
import { type RuntimeName, RUNTIMES } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";

// A store lives for so many rounds: its beginning is worth killing as well.
const ROUNDS_OF_A_STORE = 10;
// It is killed up to so many ms after its first acknowledgement, or, in every
// fourth round, after its start.
const LATEST = 300;
const BEGINNING = 4;

/** How it went. */
export interface Outcome {
  /** How often somebody was killed. */
  readonly rounds: number;
  /** Calls that were acknowledged, all of which were found. */
  readonly acknowledged: number;
}

/**
 * Kills and looks.
 *
 * @param start Starts who is to be killed.
 * @throws {Error} as soon as anything is lost or can't be read.
 */
export async function killAgainAndAgain(
  rounds: number,
  runtime: RuntimeName,
  start: StartVictim,
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
      // Nobody waits for a first acknowledgement that doesn't come any more.
      victim.writing.catch(() => {});
      await victim.kill(ledger);
      await look(path, ledger);
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

if (import.meta.main) {
  const options = parseArgs(Deno.args, {
    boolean: ["daemon"],
    string: ["runtime"],
  });
  const rounds = Number(options._[0] ?? 200);
  const start = options.daemon ? startDaemon : startWriter;
  for (const runtime of RUNTIMES) {
    if ((options.runtime ?? runtime) !== runtime) continue;
    const began = performance.now();
    const outcome = await killAgainAndAgain(rounds, runtime, start);
    const seconds = Math.round((performance.now() - began) / 1000);
    console.log(
      `${runtime}: killed ${outcome.rounds} times in ${seconds} s, all of ` +
        `${outcome.acknowledged} acknowledged calls were there`,
    );
  }
}
