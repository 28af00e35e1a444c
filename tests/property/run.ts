/**
 * Runs programs, and shortens those that fail.
 *
 * @module
 */
import { Failure } from "./failure.ts";
import { type Program, programOf, type Step } from "./steps.ts";
import { World } from "./world.ts";

// So many programs are tried to find a shorter one that fails.
const MAX_TRIES = 3000;

/** What was wrong in a program, and when. */
interface Fault {
  readonly reason: string;
  /** Number of steps that were carried out. */
  readonly steps: number;
}

/** Runs a program; returns what was wrong. */
async function run(
  program: Program,
  trace?: (line: string) => void,
): Promise<Fault | undefined> {
  const world = new World(program, trace);
  let steps = 0;
  try {
    for (const step of program.steps) {
      steps++;
      await world.perform(step);
    }
    await world.settle();
    await world.end();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { cause } = error;
    const because = cause instanceof Error && !(cause instanceof Failure)
      ? `\n${cause.stack}`
      : "";
    return { reason: error.message + because, steps };
  }
}

/** Leaves steps out as long as the program still fails. */
async function shortened(program: Program, fault: Fault): Promise<Program> {
  let shortest = { ...program, steps: program.steps.slice(0, fault.steps) };
  let tries = 0;
  const fails = async (steps: Step[]) => {
    const found = await run({ ...program, steps });
    if (found === undefined) return false;
    shortest = { ...program, steps: steps.slice(0, found.steps) };
    return true;
  };
  let size = Math.ceil(shortest.steps.length / 2);
  for (;;) {
    let shorter = false;
    for (let at = shortest.steps.length - 1; at >= 0; at -= size) {
      if (tries++ === MAX_TRIES) return shortest;
      const steps = [...shortest.steps];
      steps.splice(Math.max(0, at - size + 1), size);
      shorter = await fails(steps) || shorter;
    }
    if (size > 1) size = Math.ceil(size / 2);
    else if (!shorter) return shortest;
  }
}

/** Runs the program of a seed; fails with the shortest that fails too. */
export async function check(seed: number): Promise<void> {
  const program = programOf(seed);
  const fault = await run(program);
  if (fault === undefined) return;
  const shortest = await shortened(program, fault);
  const transcript: string[] = [];
  const last = await run(shortest, (line) => transcript.push(line));
  const { steps: _, ...options } = shortest;
  throw new Failure(
    [
      `seed ${seed}: ${(last ?? fault).reason}`,
      JSON.stringify(options),
      ...transcript,
    ].join("\n"),
  );
}
