/**
 * What runs in the threads of a run: the crowd, or the strangers.
 *
 * @module
 */
import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import { attackOf } from "./attacks.ts";
import { Crowd } from "./crowd.ts";
import { Stage } from "./stage.ts";
import type { CrowdTask, StrangersReport, StrangersTask } from "./threads.ts";

async function serveCrowd({ crowd: options }: CrowdTask): Promise<void> {
  using crowd = await Crowd.gather(options);
  parentPort?.postMessage("ready");
  for (;;) {
    await asked();
    parentPort?.postMessage(crowd.lost);
  }
}

async function attack(
  { attack: name, site, seconds }: StrangersTask,
): Promise<void> {
  const { run, isCheck = false } = attackOf(name);
  parentPort?.postMessage("ready");
  await asked();
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
  parentPort?.postMessage(report);
}

async function asked(): Promise<void> {
  if (parentPort !== null) await once(parentPort, "message");
}

const task: CrowdTask | StrangersTask = workerData;
if ("crowd" in task) await serveCrowd(task);
else await attack(task);
