/**
 * `jet bench`: how quick a daemon is.
 *
 * @module
 */
import { type Peer, State } from "../../peer.ts";
import { seconds, wholeNumber } from "../../command_line/convert.ts";
import type { TypedOption } from "../../command_line/option.ts";
import { MAX_SECONDS } from "../shell/connection.ts";
import type { Command } from "../shell/command.ts";
import type { Context } from "../shell/context.ts";
import {
  type Figures,
  figuresOf,
  rateText,
  timeText,
} from "../print/figures.ts";
import { Progress, progressBar } from "../print/progress.ts";
import { pad } from "../print/text.ts";

const DEFAULT_TIME_S = 2;
const DEFAULT_FETCHERS = 10;
const DEFAULT_CONCURRENCY = 64;

const TIME: TypedOption<number> = {
  name: "for",
  value: "SECONDS",
  help: "time for each measurement",
  default: String(DEFAULT_TIME_S),
  read: seconds(MAX_SECONDS),
};
const FETCHERS: TypedOption<number> = {
  name: "fetchers",
  value: "N",
  help: "number of peers that fetch the state",
  default: String(DEFAULT_FETCHERS),
  read: wholeNumber(1),
};
const AT_ONCE: TypedOption<number> = {
  name: "at-once",
  value: "N",
  help: "number of requests that wait at once",
  default: String(DEFAULT_CONCURRENCY),
  read: wholeNumber(1),
};

/** See the module. */
export const bench: Command = {
  name: "bench",
  summary: "Measure the daemon: set round trips and fan-out",
  details:
    `Owner, requester and fetchers are all in this one process, and take part of the
time. It works below jet-bench/ and touches nothing else. A set goes from the
requester through the daemon to the owner and back; a change goes from the owner
to the daemon, and from the daemon to all fetchers.`,
  operands: [],
  options: [TIME, FETCHERS, AT_ONCE],
  examples: ["jet bench", "jet bench --url ws://localhost:11123 --fetchers 50"],
  connects: true,
  async run(context) {
    const { given, err, out, json } = context;
    const limitSeconds = given.get(TIME) ?? DEFAULT_TIME_S;
    const fetchers = given.get(FETCHERS) ?? DEFAULT_FETCHERS;
    const atOnce = given.get(AT_ONCE) ?? DEFAULT_CONCURRENCY;
    const stack = new AsyncDisposableStack();
    await using _ = stack;
    const peer = async () => stack.use(await context.connect());
    const owner = await peer();
    const path = `jet-bench/${crypto.randomUUID()}`;
    const state = new State<number>(path, 0, { set() {} });
    await owner.add(state);
    const requester = await peer();
    const measurements: Measurement[] = [
      {
        name: "set, one after the other",
        run: (time) => requests(requester, path, 1, time),
      },
      {
        name: `set, ${atOnce} at once`,
        run: (time) => requests(requester, path, atOnce, time),
      },
      {
        name: `change, to ${fetchers} fetchers`,
        run: async (time) => {
          const receivers = await Promise.all(
            Array.from(
              { length: fetchers },
              async () => new ValueFetcher(await peer(), path),
            ),
          );
          await Promise.all(receivers.map(({ ready }) => ready));
          return await fanOut(state, receivers, time, context.signal);
        },
      },
    ];
    const limit = limitSeconds * 1000;
    for (const [at, { name, run }] of measurements.entries()) {
      let figures: Figures;
      {
        const begin = performance.now();
        using _ = new Progress(err, () => {
          const part = Math.min(1, (performance.now() - begin) / limit);
          return progressBar((at + part) / measurements.length, name);
        });
        figures = await run(limit);
      }
      if (at === 0 && !json) await out.line(headLine(context));
      await out.line(
        json ? figuresJson(name, figures) : figuresLine(name, figures),
      );
    }
  },
};

interface Measurement {
  readonly name: string;
  /** Measures for a time in milliseconds, after its preparations. */
  readonly run: (time: number) => Promise<Figures>;
}

async function requests(
  peer: Peer,
  path: string,
  atOnce: number,
  time: number,
): Promise<Figures> {
  const times: number[] = [];
  let value = 0;
  const begin = performance.now();
  const worker = async () => {
    for (;;) {
      const from = performance.now();
      if (from >= begin + time) return;
      await peer.set(path, value++);
      times.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return figuresOf(times, performance.now() - begin);
}

/** A fetcher of the state that waits for a value. */
class ValueFetcher {
  readonly ready: Promise<void>;
  #last = 0;
  #waiting: { value: number; resolve: () => void } | undefined;

  constructor(peer: Peer, path: string) {
    const fetcher = peer.fetch<number>({ path }, ({ value = 0 }) => {
      this.#last = value;
      if (this.#waiting !== undefined && value >= this.#waiting.value) {
        this.#waiting.resolve();
      }
    });
    this.ready = fetcher.ready;
  }

  /** Fulfilled when this value, or a later one, has arrived. */
  async until(value: number): Promise<void> {
    if (this.#last >= value) return;
    await new Promise<void>((resolve) => {
      this.#waiting = { value, resolve };
    });
  }
}

/** A round ends when the change has reached all fetchers, and counts for each. */
async function fanOut(
  state: State<number>,
  receivers: readonly ValueFetcher[],
  time: number,
  signal: AbortSignal,
): Promise<Figures> {
  const times: number[] = [];
  let value = 1e6;
  state.value = value;
  await Promise.all(receivers.map((fetcher) => fetcher.until(value)));
  const begin = performance.now();
  for (;;) {
    const from = performance.now();
    if (from >= begin + time) break;
    signal.throwIfAborted();
    state.value = ++value;
    await Promise.all(receivers.map((fetcher) => fetcher.until(value)));
    times.push(performance.now() - from);
  }
  const elapsed = performance.now() - begin;
  const figures = figuresOf(times, elapsed);
  return {
    ...figures,
    count: figures.count * receivers.length,
    rate: figures.rate * receivers.length,
  };
}

const WIDTHS = [28, 12, 12, 12, 12];

function headLine({ style }: Context): string {
  const titles = ["", "per second", "median ms", "99 % ms", "slowest ms"];
  return style.dim(columns(titles));
}

function figuresLine(name: string, figures: Figures): string {
  const { rate, median, p99, slowest } = figures;
  const times = [median, p99, slowest].map(timeText);
  return columns([name, rateText(rate), ...times]);
}

function columns(texts: readonly string[]): string {
  return texts.map((text, at) =>
    at === 0 ? pad(text, WIDTHS[0]) : text.padStart(WIDTHS[at])
  ).join("");
}

function figuresJson(name: string, figures: Figures): string {
  const { count, rate, median, p99, slowest } = figures;
  const round = (time: number) => Number(time.toFixed(4));
  return JSON.stringify({
    name,
    count,
    rate: Math.round(rate),
    median: round(median),
    p99: round(p99),
    slowest: round(slowest),
  });
}
