/**
 * A connection of HTTP without a socket.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Turns } from "../../base/turns.ts";
import { Backlogs } from "../../bus/limits/backlogs.ts";
import { Limits } from "../../bus/limits/limits.ts";
import { HttpConnection } from "../../daemon/http/connection.ts";
import type { Serve } from "../../daemon/http/raw_upgrade.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { LinkTiming } from "../../transport/links/input_progress.ts";
import { FakeStream } from "./fake_stream.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A connection whose client does what a test says. */
export class TestConnection {
  readonly clock = new VirtualClock();
  readonly limits = new Limits({ maxBacklog: 1600 }, {
    maxMessage: 1000,
    hardBacklog: 1000,
    stallTimeout: 10,
    silentTimeout: 10,
  });
  readonly backlogs = new Backlogs(this.limits, this.clock);
  readonly stream = new FakeStream();
  readonly asked: string[] = [];
  readonly connection: HttpConnection;

  /** Connections that are counted. */
  counts = 1;

  /** @param refusal Why the connection is refused. */
  constructor(
    serve: Serve = () => new Response("here\n"),
    refusal?: string,
  ) {
    const timing = new LinkTiming(30_000, 0, this.clock);
    this.connection = new HttpConnection(this.stream, {
      serve: (request, env) => {
        this.asked.push(`${request.method} ${new URL(request.url).pathname}`);
        return serve(request, env);
      },
      turns: new Turns(this.clock, (error) => {
        throw error;
      }),
      limits: { maxMessage: 1000, timing },
      admit: () => refusal ?? (() => this.counts--),
      unread: { backlogs: this.backlogs, limits: this.limits },
    }, () => this.stream.calls.push("ended"));
    this.stream.handler = this.connection;
  }

  async send(...lines: string[]): Promise<void> {
    const bytes = encoder.encode(lines.join("\r\n"));
    this.connection.received(bytes, bytes.length);
    await settled();
  }

  /** Everything that has been written, and not been asked for yet. */
  get written(): string {
    return this.stream.writes.splice(0).map((bytes) => decoder.decode(bytes))
      .join("");
  }

  /** The status of the only response. */
  get status(): number {
    const responses = this.written.split("HTTP/1.1 ");
    assertEquals(responses.length, 2);
    return Number.parseInt(responses[1]);
  }

  async turn(): Promise<void> {
    this.clock.settle();
    await settled();
  }
}

/** Lets promises settle. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** The lines of a request. */
export const GET = ["GET /a HTTP/1.1", "Host: x", "", ""];
