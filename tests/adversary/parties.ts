/**
 * The processes of a run beside that of the clock: one for the crowd, one for
 * the strangers. Both run one program, which their arguments tell apart.
 *
 * @module
 */
import { TextLineStream } from "@std/streams/text-line-stream";
import { commandFor, plainEnvironment, ROOT } from "../support/runtimes.ts";
import { within } from "../support/within.ts";
import type { CrowdOptions } from "./crowd.ts";
import type { Site } from "./stage.ts";

/** What the crowd's process is given. */
export interface CrowdTask {
  readonly crowd: CrowdOptions;
}

/** What the strangers' process is given. */
export interface StrangersTask {
  readonly attack: string;
  readonly site: Site;
  readonly seconds: number;
}

/** What the strangers' process tells at its end. */
export interface StrangersReport {
  readonly failures: readonly string[];
  readonly connections: number;
  readonly ended: number;
  readonly refused: number;
  readonly sent: number;
  readonly received: number;
}

const PROGRAM = `${ROOT}tests/adversary/party.ts`;

/**
 * The crowd, or the strangers. A thread of the tests' process would have its
 * types checked at its start, a process of its own has not.
 */
export class Party implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #answers: AsyncIterator<string>;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#input = child.stdin.getWriter();
    this.#answers = child.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream())[Symbol.asyncIterator]();
  }

  /** Starts a process; fulfilled when it is ready. */
  static async start(
    task: CrowdTask | StrangersTask,
    seconds: number,
  ): Promise<Party> {
    const command = await commandFor("deno", PROGRAM, [JSON.stringify(task)], {
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
      clearEnv: true,
      env: plainEnvironment(),
    });
    const party = new Party(command.spawn());
    try {
      await party.#answer("a process that is ready", seconds);
    } catch (error) {
      await party[Symbol.asyncDispose]();
      throw error;
    }
    return party;
  }

  /** Tells the process to do its work, or to report; gives what it answers. */
  async report<T>(seconds: number): Promise<T> {
    await this.#input.write(new TextEncoder().encode("go\n"));
    return JSON.parse(await this.#answer("the report of a process", seconds));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      // It has ended.
      if (!(error instanceof TypeError)) throw error;
    }
    await this.#child.status;
    await this.#answers.return?.();
    await this.#input.abort().catch(() => {});
  }

  async #answer(what: string, seconds: number): Promise<string> {
    const { done, value } = await within(this.#answers.next(), what, seconds);
    if (done) throw new Error(`a process has ended before ${what}`);
    return value;
  }
}
