/**
 * One process of load at a cluster: takes tasks as lines of JSON on its input,
 * answers each with a line, and ends with its input.
 *
 * @module
 */
import { TextLineStream } from "@std/streams/text-line-stream";
import { fetch } from "../generator/fan_out.ts";
import { Ring } from "../generator/frames.ts";
import { Owner } from "../generator/owner.ts";
import { pipeline } from "../generator/pipeline.ts";
import type { RawPeer } from "../generator/raw_peer.ts";
import { Run } from "../generator/run.ts";
import { answerAll } from "./answers.ts";
import type { Answer, LoadTask } from "./tasks.ts";

/** Numbers start here, so that all are written with equally many digits. */
const FIRST_NUMBER = 1_000_000;

/** What one process does. */
class Load {
  readonly #run: Run;
  #owner: Owner | undefined;
  readonly #fetchers: RawPeer[] = [];
  // Frames of the fetchers before the first change.
  #before: number[] = [];
  #sent = 0;
  #stopped = false;
  #finished: Promise<void> = Promise.resolve();

  constructor(run: Run) {
    this.#run = run;
  }

  async do(task: LoadTask): Promise<Answer> {
    switch (task.do) {
      case "own":
        this.#owner = await Owner.create(this.#run, task.prefix, task);
        if (task.answers) answerAll(this.#owner.peer);
        return {};
      case "set":
        return await this.#set(task);
      case "fetch":
        return await this.#fetch(task);
      case "change":
        return this.#change(task.inFlight);
      case "count":
        return { count: this.#frames() };
      case "stop":
        this.#stopped = true;
        await this.#finished;
        return { count: this.#sent };
      case "unfetch":
        for (const peer of this.#fetchers.splice(0)) peer.close();
        return {};
      case "add":
        return await this.#add(task);
      case "read":
        return await this.#read(task);
    }
  }

  /** Sets states of an owner elsewhere, so many at a time. */
  async #set(
    { prefix, inFlight, seconds, ...place }: LoadTask & { do: "set" },
  ): Promise<Answer> {
    const run = this.#run;
    const owner = new Owner(await run.connect(undefined, place), prefix);
    const { peer } = owner;
    const ring = owner.ring(run.dialect.set);
    await run.request(peer, run.dialect.set(1, owner.paths[0], "1"));
    peer.answersOnly = true;
    const times: number[] = [];
    let count = 0;
    let sentAt = performance.now();
    const begun = sentAt;
    const warmUp = seconds * 200;
    const done = Promise.withResolvers<number>();
    const send = (bytes: Uint8Array) => peer.send(bytes);
    peer.onFrames = (frames) => {
      const now = performance.now();
      if (now - begun >= seconds * 1200) {
        peer.onFrames = undefined;
        return done.resolve(count / (now - begun - warmUp) * 1000);
      }
      if (now - begun > warmUp) {
        times.push(now - sentAt);
        count += frames;
      }
      sentAt = now;
      ring.take(frames, send);
    };
    ring.take(inFlight, send);
    const rate = await run.until(done.promise);
    peer.close();
    return { rate, ...percentiles(times) };
  }

  async #fetch(
    { prefix, states, fetchers, ...place }: LoadTask & { do: "fetch" },
  ): Promise<Answer> {
    for (let n = 0; n < fetchers; n++) {
      const peer = await this.#run.connect(1 << 16, place);
      const { length } = this.#fetchers;
      const id = this.#run.dialect.fetchId(length);
      await fetch(this.#run, peer, id, prefix, states);
      this.#fetchers.push(peer);
    }
    this.#before = this.#fetchers.map(({ frames }) => frames);
    return {};
  }

  #frames(): number {
    return this.#fetchers.reduce(
      (sum, { frames }, n) => sum + frames - this.#before[n],
      0,
    );
  }

  /**
   * Keeps so many changes under way: each is until the fetchers of this process
   * have got it.
   */
  #change(inFlight: number): Answer {
    if (this.#owner === undefined) throw new Error("there is no owner");
    const { peer } = this.#owner;
    const changes: Ring = this.#owner.ring(this.#run.dialect.change);
    const send = (bytes: Uint8Array) => peer.send(bytes);
    this.#sent = 0;
    this.#stopped = false;
    this.#before = this.#fetchers.map(({ frames }) => frames);
    const slowest = () =>
      Math.min(
        ...this.#fetchers.map(({ frames }, n) => frames - this.#before[n]),
      );
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#finished = promise;
    const pump = () => {
      const open = this.#sent - slowest();
      if (this.#stopped) {
        if (open === 0) resolve();
        return;
      }
      this.#sent += inFlight - open;
      if (open < inFlight) changes.take(inFlight - open, send);
    };
    for (const fetcher of this.#fetchers) fetcher.onFrames = pump;
    pump();
    return {};
  }

  async #add(
    { prefix, states, inFlight, ...place }: LoadTask & { do: "add" },
  ): Promise<Answer> {
    const run = this.#run;
    const peer = await run.connect(undefined, place);
    peer.answersOnly = true;
    const messages = Array.from({ length: states }, (_, n) => {
      const number = FIRST_NUMBER + n;
      const path = `${prefix}/node${Math.floor(number / 100)}/s${number}`;
      return run.dialect.add(number, path, String(number));
    });
    const ring = new Ring(peer.wire, messages);
    const times: number[] = [];
    const begun = performance.now();
    // When each tenth of them was added.
    const tenths: number[] = [];
    let before = begun;
    await pipeline(run, peer, ring, inFlight, (done) => {
      const now = performance.now();
      if (inFlight === 1 && done > 0) times.push(now - before);
      before = now;
      while ((tenths.length + 1) * states <= done * 10) {
        tenths.push(now - begun);
      }
    });
    const rate = states / (performance.now() - begun) * 1000;
    const [first, ninth, last] = [tenths[0], tenths[8], tenths[9]];
    return {
      rate,
      firstTenth: states * 100 / first,
      lastTenth: states * 100 / (last - ninth),
      ...percentiles(times),
    };
  }

  /** Fetches all states below a prefix; ms until the last one is there. */
  async #read(
    { prefix, states, ...place }: LoadTask & { do: "read" },
  ): Promise<Answer> {
    const run = this.#run;
    const peer = await run.connect(1 << 20, place);
    const begun = performance.now();
    await fetch(run, peer, run.dialect.fetchId(0), prefix, states);
    const ms = performance.now() - begun;
    peer.close();
    return { ms };
  }
}

/** The middle one, one of a hundred, and the largest. */
function percentiles(times: number[]): Answer {
  if (times.length === 0) return {};
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.floor(times.length * part)];
  return { p50: at(0.5), p99: at(0.99), most: times[times.length - 1] };
}

if (import.meta.main) {
  // Both ends of this line are in this folder.
  const load = new Load(new Run(JSON.parse(Deno.args[0])));
  const lines = Deno.stdin.readable
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  for await (const line of lines) {
    const answer = await load.do(JSON.parse(line)).catch((error: unknown) => ({
      failure: String(error),
    }));
    console.log(JSON.stringify(answer));
  }
  Deno.exit(0);
}
