/**
 * Random programs, one after the other, at one cluster.
 */
import { NatsServer } from "../support/nats.ts";
import { startMembers } from "./members.ts";
import { runProgram } from "./program.ts";

/**
 * Runs programs.
 *
 * @param seed Seed of the first one; that of the next is one more.
 * @param steps Steps of each of six peers.
 */
export async function runPrograms(
  seed: number,
  count: number,
  steps: number,
  progress: (done: number) => void = () => {},
): Promise<void> {
  await using nats = await NatsServer.start();
  const daemons = await startMembers(["deno", "bun", "deno"], [nats]);
  await using stack = new AsyncDisposableStack();
  for (const daemon of daemons) stack.use(daemon);
  const urls = daemons.map((daemon) => daemon.url("tcp"));
  for (let done = 0; done < count; done++) {
    await runProgram(urls, seed + done, steps);
    progress(done + 1);
  }
}
