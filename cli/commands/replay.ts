/**
 * `jet replay`: plays a recording.
 *
 * @module
 */
import { setTimeout as pause } from "node:timers/promises";
import { type Peer, State } from "../../peer.ts";
import type { TypedOption } from "../../command_line/option.ts";
import type { Command } from "../shell/command.ts";
import { tellConnection } from "../shell/context.ts";
import { Failure, UsageError } from "../../command_line/errors.ts";
import { counted, durationText } from "../print/format.ts";
import { Progress, progressBar } from "../print/progress.ts";
import { readRecording, type RecordedEvent } from "../data/recording.ts";

/** Maximum number of changes without a response. */
const MAX_PENDING_CHANGES = 256;

const SPEED: TypedOption<number> = {
  name: "speed",
  value: "N",
  help: "factor of the speed, or max: without pauses",
  default: "1",
  read(value, source) {
    if (value === "max") return Infinity;
    const speed = Number(value);
    if (speed > 0 && speed < Infinity) return speed;
    throw new UsageError(`${source} needs a number above 0, or max`);
  },
};

/** See the module. */
export const replay: Command = {
  name: "replay",
  summary: "Play a recording: its states come, change and go again",
  details:
    `Owns the states of the recording while it plays, with the times of then. They
can't be set. FILE - is the standard input.`,
  operands: [{ name: "FILE", complete: "file" }],
  options: [
    SPEED,
    { name: "loop", help: "begin again at the end, until Ctrl-C" },
    { name: "prefix", value: "TEXT", help: "put before all paths" },
  ],
  examples: [
    "jet replay session.jsonl",
    "jet replay session.jsonl --speed 10 --loop --prefix replay/",
  ],
  connects: true,
  async run(context) {
    const { given, input, err, signal } = context;
    const speed = given.get(SPEED) ?? 1;
    const prefix = given.text("prefix") ?? "";
    const [name] = given.operands;
    const text = new TextDecoder().decode(await input.readFile(name));
    const events = readRecording(text, name);
    if (events.length === 0) throw new Failure(`${name} holds no events`);
    await using peer = await context.connect({ reconnect: true });
    tellConnection(peer, context);
    const player = new Player(peer, prefix, signal);
    const length = events[events.length - 1].t / speed;
    const progress = () => {
      const { played, round } = player;
      const part = played / events.length;
      const rounds = round > 1 ? `round ${round}: ` : "";
      return progressBar(
        part,
        `${rounds}${played} of ${events.length}, ` +
          `${durationText(player.time)} of ${durationText(length)}`,
      );
    };
    {
      using _ = new Progress(err, progress);
      do await player.play(events, speed); while (given.has("loop"));
    }
    const { played, time } = player;
    context.say(`played ${counted(played, "event")} in ${durationText(time)}`);
  },
};

/** Plays events, one time after the other. */
class Player {
  readonly #peer: Peer;
  readonly #prefix: string;
  readonly #signal: AbortSignal;
  readonly #states = new Map<string, State>();
  #begin = performance.now();
  /** Events of this round. */
  played = 0;
  /** Which time it is. */
  round = 0;

  constructor(peer: Peer, prefix: string, signal: AbortSignal) {
    this.#peer = peer;
    this.#prefix = prefix;
    this.#signal = signal;
  }

  /** Milliseconds of this round. */
  get time(): number {
    return performance.now() - this.#begin;
  }

  async play(events: readonly RecordedEvent[], speed: number): Promise<void> {
    this.#begin = performance.now();
    this.played = 0;
    this.round++;
    let ahead: Promise<void>[] = [];
    for (const event of events) {
      const due = event.t / speed;
      if (due > this.time) {
        await Promise.all(ahead);
        ahead = [];
        const signal = this.#signal;
        await pause(Math.max(0, due - this.time), undefined, { signal });
      }
      this.#signal.throwIfAborted();
      const done = this.#play(event);
      // Promise.all below rejects with the error.
      done.catch(() => {});
      ahead.push(done);
      this.played++;
      if (ahead.length >= MAX_PENDING_CHANGES) {
        await Promise.all(ahead);
        ahead = [];
      }
    }
    await Promise.all(ahead);
    // What the recording leaves behind goes before it begins again.
    const left = [...this.#states.values()];
    this.#states.clear();
    await Promise.all(left.map((state) => state.remove()));
  }

  async #play({ event, path, value }: RecordedEvent): Promise<void> {
    const state = this.#states.get(path);
    if (event === "remove") {
      this.#states.delete(path);
      await state?.remove();
    } else if (state !== undefined) {
      await state.change(value);
    } else {
      const added = new State(this.#prefix + path, value, { fetchOnly: true });
      this.#states.set(path, added);
      await this.#peer.add(added);
    }
  }
}
