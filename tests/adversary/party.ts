/**
 * What the processes of a run do: be the crowd, or the strangers. Each line of
 * the input asks for a line of JSON.
 *
 * @module
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { attackOf } from "./attacks.ts";
import { Crowd } from "./crowd.ts";
import { Stage } from "./stage.ts";
import type { CrowdTask, StrangersReport, StrangersTask } from "./parties.ts";

const asked = createInterface({ input: process.stdin });

async function serveCrowd({ crowd: options }: CrowdTask): Promise<void> {
  using crowd = await Crowd.gather(options);
  answer("ready");
  for await (const _ of asked) answer(crowd.lost);
}

async function attack(
  { attack: name, site, seconds }: StrangersTask,
): Promise<void> {
  const { run, isCheck = false } = attackOf(name);
  answer("ready");
  await asked[Symbol.asyncIterator]().next();
  using stage = new Stage(site, AbortSignal.timeout(seconds * 1000));
  try {
    // What waits for a daemon that is deaf does not notice the end.
    await Promise.race([run(stage), stage.over()]);
  } catch (error) {
    // A connection that ends breaks off what is going on: that is no failure.
    if (!stage.signal.aborted) stage.fail(`it failed: ${error}`);
  }
  if (stage.signal.aborted && isCheck) stage.fail("it came to no end in time");
  const report: StrangersReport = {
    failures: stage.failures,
    connections: stage.connections.length,
    ended: stage.ended,
    refused: stage.refused,
    sent: stage.sent,
    received: stage.received,
  };
  answer(report);
}

function answer(content: unknown): void {
  process.stdout.write(`${JSON.stringify(content)}\n`);
}

const task: CrowdTask | StrangersTask = JSON.parse(process.argv[2]);
if ("crowd" in task) await serveCrowd(task);
else await attack(task);
