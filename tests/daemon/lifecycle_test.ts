import { assert, assertEquals } from "@std/assert";
import { Program } from "../support/process.ts";
import { onEachRuntime, ROOT } from "../support/runtimes.ts";

const PROGRAM = `${ROOT}tests/daemon/programs/lifecycle.ts`;

onEachRuntime(
  "a daemon in a program listens, serves peers inside and outside, and closes",
  async (runtime) => {
    await using program = await Program.start(runtime, PROGRAM);
    await program.stdout.match(/^after close /);
    const closed = performance.now();
    // It ends by itself and at once: nothing of the daemon keeps it alive.
    assertEquals(
      (await program.ended()).code,
      0,
      program.stderr.all.join("\n"),
    );
    const seconds = (performance.now() - closed) / 1000;
    assert(seconds < 4, `${seconds} s`);
    const outside = ["tcp", "websocket", "unix"];
    const entry = { path: "state", type: "state", value: outside.length + 1 };
    assertEquals(program.stdout.all, [
      "addresses before []",
      `transports ${JSON.stringify(outside)}`,
      "ports [true,true,true]",
      "in use true",
      "as before true",
      ...outside.flatMap((transport, i) => [
        `${transport} [${i + 2},3]`,
        `peers [["inside",2],["${transport}",0]]`,
        `gone "${transport}"`,
      ]),
      `inside [7,[${JSON.stringify(entry)}]]`,
      "addresses after []",
      "peers after []",
      'after close "the daemon has been closed"',
    ]);
    assertEquals(program.stderr.all, []);
  },
);
