/**
 * Builds the load generator once, and runs a round with it.
 *
 * @module
 */
import { concat } from "../../base/concat.ts";
import { Failure } from "../../command_line/errors.ts";
import { isOnPath } from "../../tests/support/runtimes.ts";
import { readAllCpu, readCpu } from "../proc.ts";
import type { Interval, Load } from "../task.ts";
import type { Protocol } from "./protocols.ts";

/** Values have six digits. */
const FIRST_VALUE = 100_000;
const VALUES = 1000;
const SOURCE = new URL("generator.c", import.meta.url).pathname;

/** Changes of a burst; the last of them asks for an answer. */
const BURST = 512;
/** How many bursts differ. */
const BURSTS = 16;

/** What a round does. */
export interface Traffic {
  /** "alone": changes without a subscriber, in bursts. */
  readonly mode: "fan" | "set" | "alone";
  /** Connections that are served: fetchers, or the requester. */
  readonly peers: number;
  /** Messages under way at a time, or bursts. */
  readonly inFlight: number;
}

/** What a round has found out. */
export interface Round {
  /** Notifications, answers, or changes, a second. */
  readonly rate: number;
  /** With one in flight: microseconds until the last has it. */
  readonly p50: number;
  readonly load: Load;
}

/** What the generator prints at its end. */
interface Report {
  sample: string;
  /** What a subscriber at the end gets. */
  kept?: string;
  rate: number;
  busy: number;
  sent: number;
  arrived: number;
  p50: number;
  p99: number;
}

/** Where a round runs. */
export interface Place {
  /** A port of loopback, or the path of a unix socket ("@…": abstract). */
  readonly address: string;
  /** Process id of the server. */
  readonly pid: number;
  /** The processor of the generator, if it has one of its own. */
  readonly cpu: number | undefined;
  /** Processes that do not count as a disturbance. */
  readonly awake: readonly number[];
}

/** The load generator, compiled; it is removed at the end. */
export class Generator implements Disposable {
  readonly #folder = Deno.makeTempDirSync({ prefix: "jet-bench-" });
  readonly #program = `${this.#folder}/generator`;

  /** @throws {Failure} if there is no C compiler. */
  constructor() {
    if (!isOnPath("cc")) throw new Failure("there is no C compiler: cc");
    const { success, stderr } = new Deno.Command("cc", {
      args: ["-O2", "-o", this.#program, SOURCE],
    }).outputSync();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  }

  /** Runs a round; throws if something is lost, or is not what was due. */
  async run(
    { mode, peers, inFlight }: Traffic,
    protocol: Protocol,
    { address, pid, cpu, awake }: Place,
    { warmUp, seconds }: Interval,
  ): Promise<Round> {
    const ring = messages(mode, protocol);
    const command = [
      ...(cpu === undefined ? [] : ["taskset", "-c", String(cpu)]),
      ...[this.#program, address, mode, String(peers), String(inFlight)],
      ...[String(ring.length), String(warmUp), String(seconds)],
    ];
    const child = new Deno.Command(command[0], {
      args: command.slice(1),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const errors = new Response(child.stderr).text();
    const input = child.stdin.getWriter();
    const { upgrade = new Uint8Array(0), hello, announce, subscribe } =
      protocol;
    for (const block of [[upgrade], [hello], [announce], [subscribe], ring]) {
      const bytes = await new Blob(block.map((one) => one.slice())).bytes();
      const head = new Uint8Array(4);
      new DataView(head.buffer).setUint32(0, bytes.length);
      await input.write(head);
      await input.write(bytes);
    }
    await input.close();
    let text = "";
    const others = () =>
      readAllCpu() - awake.reduce((sum, one) => sum + readCpu(one), 0);
    const marks: { at: number; server: number; all: number }[] = [];
    for await (
      const part of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      text += part;
      const due = text.includes("end\n") ? 2 : text.includes("begin\n") ? 1 : 0;
      while (marks.length < due) {
        const at = performance.now();
        marks.push({ at, server: readCpu(pid), all: others() });
      }
    }
    const { success } = await child.status;
    if (!success) throw new Error((await errors).trim());
    const report: Report = JSON.parse(text.slice(text.indexOf("{")));
    if (
      mode !== "alone" &&
      !protocol.shows(report.sample, FIRST_VALUE + VALUES - 1)
    ) {
      throw new Error(`not what was due: ${JSON.stringify(report.sample)}`);
    }
    // Changes without an id bring no error, so see that they had an effect.
    const last = FIRST_VALUE + (report.sent - 1) % BURSTS;
    if (
      mode === "alone" && protocol.keeps &&
      !protocol.shows(report.kept ?? "", last)
    ) throw new Error(`${last} is not kept: ${JSON.stringify(report.kept)}`);
    if (report.arrived !== report.sent * peers) {
      throw new Error(`${report.arrived} of ${report.sent * peers} arrived`);
    }
    const [begin, end] = marks;
    const wall = end.at - begin.at;
    const server = (end.server - begin.server) / wall;
    return {
      rate: report.rate * (mode === "alone" ? BURST : 1),
      p50: report.p50,
      load: {
        seconds: wall / 1000,
        generator: report.busy,
        daemon: server,
        others: Math.max(
          0,
          (end.all - begin.all) / wall - server - report.busy,
        ),
      },
    };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#folder, { recursive: true });
  }
}

/** What is sent in turn; each is as long as the others. */
function messages(mode: Traffic["mode"], protocol: Protocol): Uint8Array[] {
  const { publish, confirm, set } = protocol;
  if (mode === "alone") {
    // The last value of each burst is one of its own.
    return Array.from({ length: BURSTS }, (_, burst) =>
      concat(
        Array.from({ length: BURST }, (_, n) =>
          n === BURST - 1
            ? confirm(FIRST_VALUE + burst)
            : publish(FIRST_VALUE + BURSTS + n)),
      ));
  }
  const message = mode === "fan" ? publish : set;
  if (!message) throw new Error("it has no set");
  return Array.from({ length: VALUES }, (_, n) => message(FIRST_VALUE + n));
}
