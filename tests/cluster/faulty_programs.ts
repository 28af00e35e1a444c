/**
 * Random faults of members that peers contend at, with random programs between
 * them, at one cluster.
 *
 * @module
 */
import { seededRandom } from "../support/seeded_random.ts";
import { Contenders } from "./contenders.ts";
import { type Cut, PartitionedCluster } from "./partition.ts";
import { runProgram } from "./program.ts";

/** Seconds. */
const LEASE_S = 3;
const MEMBERS = 3;
/** Steps of each of six peers. */
const STEPS = 40;
const PROGRAMS_PER_FAULT = 5;

const FAULTS = ["restart", "stop", "both", "to NATS", "from NATS"] as const;

function pauseLeases(leases: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, leases * LEASE_S * 1000));
}

async function strike(
  cluster: PartitionedCluster,
  member: number,
  fault: "restart" | "stop" | Cut,
  leases: number,
): Promise<void> {
  if (fault === "restart") return await cluster.restart(member);
  if (fault === "stop") {
    cluster.signal(member, "SIGSTOP");
    await pauseLeases(leases);
    return cluster.signal(member, "SIGCONT");
  }
  await cluster.cut(member, fault);
  await pauseLeases(leases);
  await cluster.mend();
}

/**
 * Runs rounds of a fault and {@linkcode PROGRAMS_PER_FAULT} programs. A fault
 * lasts for 0.2 to 1.7 leases, while a peer at each member claims the same path.
 *
 * @param seed Seed of the first round; that of the next is one more.
 */
export async function runFaultyPrograms(
  seed: number,
  rounds: number,
  progress: (done: number) => void = () => {},
): Promise<void> {
  await using cluster = await PartitionedCluster.start(MEMBERS, LEASE_S);
  for (let done = 0; done < rounds; done++) {
    const random = seededRandom(seed + done);
    const member = Math.floor(random() * MEMBERS);
    const fault = FAULTS[Math.floor(random() * FAULTS.length)];
    const leases = 0.2 + random() * 1.5;
    const what = `seed ${seed + done}, ${fault} of d${member}`;
    const contenders = new Contenders(cluster.urls);
    try {
      const begun = () => contenders.won.every((count) => count > 0);
      await contenders.until("all have won", begun);
      await strike(cluster, member, fault, leases);
      const before = [...contenders.won];
      await contenders.until(
        "all win again",
        () => before.every((count, i) => contenders.won[i] > count),
      );
      await contenders.settle();
      for (let i = 0; i < PROGRAMS_PER_FAULT; i++) {
        const program = (seed + done) * PROGRAMS_PER_FAULT + i;
        await runProgram(cluster.urls, program, STEPS);
      }
    } catch (error) {
      throw new Error(`${what}, ${leases.toFixed(2)} leases`, { cause: error });
    }
    progress(done + 1);
  }
}
