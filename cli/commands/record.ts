/**
 * `jet record`: keeps what happens in a file.
 *
 * @module
 */
import type { Change, Peer } from "../../peer.ts";
import type { Command } from "../shell/command.ts";
import { tellConnection } from "../shell/context.ts";
import { countLimit, END_OPTIONS, timeLimit } from "../shell/end_options.ts";
import { Failure } from "../../command_line/errors.ts";
import { LineWriter } from "../data/file_writer.ts";
import { counted, durationText, sizeText } from "../print/format.ts";
import { Progress } from "../print/progress.ts";
import { recordedLine, recordingHead } from "../data/recording.ts";
import { LIMIT_OPTIONS, readLimits } from "../data/limits.ts";
import { readRules, RULE_OPTIONS } from "../data/rules.ts";

/** See the module. */
export const record: Command = {
  name: "record",
  summary: "Record what happens to states in a file",
  details:
    `Records until Ctrl-C, as lines of JSON that jet replay plays again. The states
that are there at the beginning are recorded as added then. FILE - is the
standard output.`,
  operands: [{ name: "FILE", complete: "file" }],
  options: [...END_OPTIONS, ...LIMIT_OPTIONS, ...RULE_OPTIONS],
  examples: [
    "jet record session.jsonl",
    "jet record --starts-with house/ --for 60 house.jsonl",
  ],
  connects: true,
  async run(context) {
    const { given, err, out, signal } = context;
    const rules = { ...readRules(given), ...readLimits(given) };
    const most = countLimit(given);
    const [name] = given.operands;
    using end = timeLimit(given);
    await using peer = await context.connect({ reconnect: true });
    tellConnection(peer, context);
    const file = await LineWriter.open(name, out);
    const stop = AbortSignal.any([signal, end.signal]);
    const begin = performance.now();
    const time = () => performance.now() - begin;
    const seen = { events: 0, paths: new Set<string>() };
    const summary = () =>
      [
        `${counted(seen.events, "event")} of`,
        `${counted(seen.paths.size, "state")} in`,
        `${durationText(time())}, ${sizeText(file.bytes)}`,
      ].join(" ");
    file.line(recordingHead(new Date()));
    try {
      using _ = new Progress(err, () => `recording: ${summary()}`);
      if (!err.isTerminal) context.say("recording");
      await keep(peer, rules, stop, (change) => {
        // Methods can't be played again.
        if (change.type !== "state") return true;
        seen.events++;
        seen.paths.add(change.path);
        file.line(recordedLine(time(), change));
        return seen.events < most;
      });
    } finally {
      await file.close();
      context.say(`recorded ${summary()}`);
    }
    signal.throwIfAborted();
    if (seen.events < most && most < Infinity) {
      throw new Failure(`not within ${given.text("for")} s`);
    }
  },
};

/**
 * Passes on every change when it arrives; none is conflated.
 *
 * @param take Returns whether to go on.
 */
async function keep(
  peer: Peer,
  rules: Parameters<Peer["get"]>[0],
  stop: AbortSignal,
  take: (change: Change) => boolean,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  stop.addEventListener("abort", () => resolve());
  if (stop.aborted) resolve();
  peer.addEventListener("close", (event) => {
    if (event.reason !== undefined) reject(event.reason);
  });
  let over = false;
  const fetcher = peer.fetch(rules, (change) => {
    if (over) return;
    try {
      over = !take(change);
      if (over) resolve();
    } catch (error) {
      over = true;
      reject(error);
    }
  });
  fetcher.ready.catch(reject);
  try {
    await promise;
  } finally {
    over = true;
    await fetcher.close();
  }
}
