import { assertEquals, assertRejects } from "@std/assert";
import { InvalidArgument } from "../../peer.ts";
import { Lines } from "../support/lines.ts";
import {
  commandFor,
  onOneRuntime,
  ROOT,
  type RuntimeName,
} from "../support/runtimes.ts";
import { within } from "../support/within.ts";
import { withBrowser } from "../browser/browser.ts";
import { Stage } from "./support.ts";

onOneRuntime("chat: two terminals talk", async (runtime) => {
  await using stage = await Stage.set(runtime);
  await stage.serve("chat/server.ts", [], runtime);
  await using anna = await Terminal.open(stage, runtime, "anna");
  await anna.sees("* anna is here");
  await anna.says("is anybody here?");
  await anna.sees("anna: is anybody here?");

  // Who comes later sees what was said before.
  await using bert = await Terminal.open(stage, runtime, "bert");
  await bert.sees("anna: is anybody here?");
  await anna.sees("* bert is here");
  await bert.says("I am");
  await anna.sees("bert: I am");

  const impostor = ["anna"];
  const program = await stage.start("chat/terminal.ts", impostor, runtime);
  assertEquals((await program.ended()).code, 1);
  assertEquals(program.stderr.all, ["anna is already in lobby"]);

  const peer = await stage.peer();
  const say = (name: string, text: string) =>
    peer.call("chat/say", { room: "lobby", name, text });
  await assertRejects(() => say("carl", "hello"), InvalidArgument);
  await assertRejects(() => say("anna", " "), InvalidArgument);

  // The oldest lines go: 50 are kept.
  for (let i = 0; i < 50; i++) await say("anna", `line ${i}`);
  const lines = await peer.get<{ text: string }>({
    below: "chat/rooms/lobby/lines",
    sort: { byPath: true, to: 100 },
  });
  assertEquals(lines.length, 50);
  assertEquals(lines[0].value?.text, "line 0");

  await bert.leaves();
  await anna.sees("* bert has left");
}, { index: 1 });

withBrowser("chat: a terminal and two pages talk", async (browser) => {
  await using stage = await Stage.set();
  const url = await stage.serve("chat/server.ts");
  await using terminal = await Terminal.open(stage, "deno", "terry");
  await terminal.sees("* terry is here");
  await terminal.says("hello, browsers");

  const anna = await browser.open(url);
  await anna.until(`document.querySelector("#status.connected")`);
  await anna.type("[name=who]", "anna");
  await anna.until(`/hello, browsers/.test(document.body.innerText)`);
  await terminal.sees("* anna is here");

  const bert = await browser.open(url);
  await bert.until(`document.querySelector("#status.connected")`);
  await bert.type("[name=who]", "anna");
  await bert.until(`/anna is already/.test(document.body.innerText)`);
  await bert.type("[name=who]", "bert");
  await bert.until(`document.querySelectorAll("#people li").length === 3`);
  await bert.type("[name=text]", "<b>hello</b>, terminal");
  await terminal.sees("bert: <b>hello</b>, terminal");
  await anna.until(`/<b>hello<\\/b>, term/.test(document.body.innerText)`);
  await anna.type(
    "[name=text]",
    "and this is a line of some length, so that we see how it is broken where it has to be, and it has to be somewhere here",
  );
  await bert.until(`/somewhere here/.test(document.body.innerText)`);
  await bert.screenshot("chat");

  // Another room appears for all with its first member.
  await anna.click("#leave");
  await anna.type("[name=room]", "kitchen");
  await anna.until(
    `document.querySelector("#title").textContent === "kitchen"`,
  );
  await terminal.sees("* anna has left");
  await bert.until(`document.querySelectorAll("#people li").length === 2`);
  await bert.until(`document.querySelectorAll("#rooms li").length === 2`);
  await bert.click("#rooms li:nth-child(2) button");
  await bert.until(
    `document.querySelector("#title").textContent === "kitchen"`,
  );
  await anna.until(`document.querySelectorAll("#people li").length === 2`);
  await bert.type("[name=text]", "the kitchen is quiet");
  await anna.until(`/kitchen is quiet/.test(document.body.innerText)`);
  assertEquals(terminal.hasSeen("kitchen is quiet"), false);

  // A closed page is gone like every peer.
  await bert.load("about:blank");
  await anna.until(`document.querySelectorAll("#people li").length === 1`);
});

/** A user at a terminal. */
class Terminal implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #keys: WritableStreamDefaultWriter<Uint8Array>;
  readonly #screen: Lines;
  readonly #complaints: Lines;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#keys = child.stdin.getWriter();
    this.#screen = new Lines(child.stdout);
    this.#complaints = new Lines(child.stderr);
  }

  static async open(
    stage: Stage,
    runtime: RuntimeName,
    name: string,
  ): Promise<Terminal> {
    const args = [name, "lobby", stage.daemon.url("tcp")];
    const script = `${ROOT}examples/chat/terminal.ts`;
    const command = await commandFor(runtime, script, args, {
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    });
    return new Terminal(command.spawn());
  }

  async says(text: string): Promise<void> {
    await this.#keys.write(new TextEncoder().encode(`${text}\n`));
  }

  async sees(line: string): Promise<void> {
    await this.#screen.match(new RegExp(`^${RegExp.escape(line)}$`));
  }

  hasSeen(text: string): boolean {
    return this.#screen.all.some((line) => line.includes(text));
  }

  /** Ends the input, by which the program ends. */
  async leaves(): Promise<void> {
    await this.#keys.close();
    const { code } = await within(this.#child.status, "the end of a terminal");
    assertEquals([code, this.#complaints.all], [0, []]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#child.status;
    await this.#keys.close().catch(() => {});
    await Promise.all([this.#screen.done, this.#complaints.done]);
  }
}
