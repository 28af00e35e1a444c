import { assert, assertEquals, assertMatch } from "@std/assert";
import { Daemon } from "../../daemon.ts";
import { Group, Method, State } from "../../peer.ts";

const DOCUMENT = Deno.readTextFileSync(
  new URL("../../docs/http.md", import.meta.url),
);

/** The blocks of code of a language. */
function blocksOf(language: string): string[] {
  return [...DOCUMENT.matchAll(/```(\w+)\n([^]*?)```/g)]
    .filter(([, name]) => name === language).map(([, , code]) => code);
}

/** Runs the examples at a daemon with the owner of the document. */
async function atDaemon(
  test: (run: (command: string[]) => Promise<string>) => Promise<void>,
): Promise<void> {
  await using daemon = new Daemon();
  const [{ port }] = await daemon.listen({ wsPort: 0 });
  const peer = daemon.peer();
  await peer.add(
    new State("house/hall/target", 21.5, {
      set: (value) => ({ value: Math.round(value * 2) / 2 }),
    }),
  );
  await peer.add(new State("house/hall/serial", "A-17"));
  await peer.add(new Group("psu", { voltage: 0, current: 0 }, { set() {} }));
  await peer.add(new Method("house/sum", ([a, b]: number[]) => a + b));
  const cwd = await Deno.makeTempDir();
  await test(async ([program, ...args]) => {
    const here = args.map((arg) =>
      arg.replaceAll("localhost:11123", `localhost:${port}`)
    );
    const command = new Deno.Command(program, { args: here, cwd });
    const { stdout, stderr } = await command.output();
    assertEquals(new TextDecoder().decode(stderr), "");
    return new TextDecoder().decode(stdout);
  });
  await Deno.remove(cwd, { recursive: true });
  await peer.close();
}

/** A pattern for the output of a command: `…` stands for anything. */
function pattern(output: string): RegExp {
  const parts = output.split("…").map((part) =>
    part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
  );
  return new RegExp(`^${parts.join(".+?")}$`);
}

Deno.test("the commands of docs/http.md do what the document says", async () => {
  await atDaemon(async (run) => {
    const script: string[] = [];
    const outputs: string[] = [];
    for (const block of blocksOf("console")) {
      for (const line of block.trimEnd().split("\n")) {
        if (line.startsWith("$ ")) {
          script.push(`${line.slice(2)}\necho`);
          outputs.push("");
        } else outputs[outputs.length - 1] += `${line}\n`;
      }
    }
    assert(outputs.length > 8);
    const separator = "--- next ---";
    const said = await run([
      "bash",
      "-c",
      script.map((command) => `${command} ${separator}`).join("\n"),
    ]);
    const answers = said.split(`${separator}\n`);
    for (const [index, output] of outputs.entries()) {
      assertMatch(answers[index].trim(), pattern(output.trim()));
    }
  });
});

Deno.test("the programs of docs/http.md run", async () => {
  await atDaemon(async (run) => {
    const [python] = blocksOf("python");
    assertEquals(
      await run(["python3", "-c", python]),
      "house/hall/target 21.5\n",
    );
    const [shell] = blocksOf("sh");
    assertEquals(await run(["sh", "-c", shell]), "lowered: 204\n");
  });
});
