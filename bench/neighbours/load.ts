/**
 * Builds the load generator once, and runs a round with it.
 *
 * @module
 */
import { readCpu } from "../proc.ts";
import type { Protocol } from "./protocols.ts";

/** Values have six digits. */
const FIRST_VALUE = 100_000;
const VALUES = 1000;
const SOURCE = new URL("generator.c", import.meta.url).pathname;

/** What a round does. */
export interface Load {
  readonly mode: "fan" | "set";
  /** Connections that are served: fetchers, or the requester. */
  readonly peers: number;
  readonly inFlight: number;
}

/** What a round has found out. */
export interface Round {
  /** Notifications, or answers, a second. */
  readonly rate: number;
  /** Processors that the server kept busy, and the generator. */
  readonly server: number;
  readonly generator: number;
  /** With one in flight: microseconds until the last has it. */
  readonly p50: number;
  readonly p99: number;
}

/** What the generator prints at its end. */
interface Report {
  sample: string;
  rate: number;
  busy: number;
  sent: number;
  arrived: number;
  p50: number;
  p99: number;
}

/** Where a round runs. */
export interface Place {
  /** A port of loopback, or the path of a unix socket. */
  readonly address: string;
  /** Process id of the server. */
  readonly pid: number;
  /** The processor of the generator, if it has one of its own. */
  readonly cpu: number | undefined;
}

/** The load generator, compiled; it is removed at the end. */
export class Generator implements Disposable {
  readonly #folder = Deno.makeTempDirSync({ prefix: "jet-bench-" });
  readonly #program = `${this.#folder}/generator`;

  constructor() {
    const { success, stderr } = new Deno.Command("cc", {
      args: ["-O2", "-o", this.#program, SOURCE],
    }).outputSync();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  }

  /** Runs a round; throws if something is lost, or is not what was due. */
  async run(
    { mode, peers, inFlight }: Load,
    protocol: Protocol,
    { address, pid, cpu }: Place,
    { warmUp, seconds }: { warmUp: number; seconds: number },
  ): Promise<Round> {
    const message = mode === "fan" ? protocol.publish : protocol.set;
    if (!message) throw new Error("it has no set");
    const ring = Array.from(
      { length: VALUES },
      (_, n) => message(FIRST_VALUE + n),
    );
    const command = [
      ...(cpu === undefined ? [] : ["taskset", "-c", String(cpu)]),
      ...[this.#program, address, mode, String(peers), String(inFlight)],
      ...[String(VALUES), String(warmUp), String(seconds)],
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
    const marks: { at: number; cpu: number }[] = [];
    for await (
      const part of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      text += part;
      const due = text.includes("end\n") ? 2 : text.includes("begin\n") ? 1 : 0;
      while (marks.length < due) {
        marks.push({ at: performance.now(), cpu: readCpu(pid) });
      }
    }
    const { success } = await child.status;
    if (!success) throw new Error((await errors).trim());
    const report: Report = JSON.parse(text.slice(text.indexOf("{")));
    if (!protocol.shows(report.sample, FIRST_VALUE)) {
      throw new Error(`not what was due: ${JSON.stringify(report.sample)}`);
    }
    if (report.arrived !== report.sent * peers) {
      throw new Error(`${report.arrived} of ${report.sent * peers} arrived`);
    }
    const [begin, end] = marks;
    return {
      rate: report.rate,
      server: (end.cpu - begin.cpu) / (end.at - begin.at),
      generator: report.busy,
      p50: report.p50,
      p99: report.p99,
    };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#folder, { recursive: true });
  }
}
