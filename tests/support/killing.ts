/**
 * Kills programs that write to a file, again and again.
 *
 * @module
 */
import { TemporaryFolder } from "./temporary.ts";
import type { Program } from "./process.ts";

// A file lives for so many rounds: its beginning is worth killing as well.
const ROUNDS_OF_A_FILE = 10;
// It is killed up to so many ms after its first acknowledgement, or, in every
// fourth round, after its start.
const LATEST = 300;
const BEGINNING = 4;

/** Something that writes as fast as it likes. */
export interface Victim<Ledger> extends AsyncDisposable {
  /** Fulfilled when the first write is acknowledged. */
  readonly writing: Promise<unknown>;
  /** Kills it, and notes all that it has acknowledged. */
  kill(ledger: Ledger): Promise<void>;
}

/** What is killed, and how its file is looked at. */
export interface Killing<Ledger extends { readonly count: number }> {
  /** Begins to keep account of the writes to a file. */
  ledger(): Ledger;
  /** Starts a program that writes to a file. */
  start(path: string, ledger: Ledger): Promise<Victim<Ledger>>;
  /**
   * Compares a file with what was acknowledged.
   *
   * @throws {Error} if a write is lost or the file can't be read.
   */
  look(path: string, ledger: Ledger): Promise<void>;
}

/** How it went. */
export interface Outcome {
  /** Number of kills. */
  readonly rounds: number;
  /** Acknowledged writes, each of which was found. */
  readonly acknowledged: number;
}

/**
 * Kills and checks.
 *
 * @param progress Called with the number of rounds done.
 * @throws {Error} as soon as a write is lost or the file can't be read.
 */
export async function killRepeatedly<Ledger extends { readonly count: number }>(
  rounds: number,
  killing: Killing<Ledger>,
  progress: (rounds: number) => void = () => {},
): Promise<Outcome> {
  let acknowledged = 0;
  for (let done = 0; done < rounds; done += ROUNDS_OF_A_FILE) {
    await using folder = await TemporaryFolder.create();
    const ledger = killing.ledger();
    const path = folder.path("killed.db");
    const count = Math.min(ROUNDS_OF_A_FILE, rounds - done);
    for (let round = 0; round < count; round++) {
      await using victim = await killing.start(path, ledger);
      if (round % BEGINNING !== 0) await victim.writing;
      await new Promise((resolve) => {
        setTimeout(resolve, Math.random() * LATEST);
      });
      // The first acknowledgement may never come.
      victim.writing.catch(() => {});
      await victim.kill(ledger);
      await killing.look(path, ledger);
      progress(done + round + 1);
    }
    acknowledged += ledger.count;
  }
  return { rounds, acknowledged };
}

/** @throws {Error} if a program has complained before it was killed. */
export function noteComplaints(program: Pick<Program, "stderr">): void {
  const [complaint] = program.stderr.all;
  if (complaint !== undefined) {
    throw new Error(`before it was killed: ${program.stderr.all.join("\n")}`);
  }
}
