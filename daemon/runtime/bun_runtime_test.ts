import { assert, assertEquals } from "@std/assert";
import { commandFor, NO_BUN } from "../../tests/support/runtimes.ts";

/** What a program on Bun prints, beside what the engine reports. */
async function outputOf(
  program: string,
  env: Record<string, string> = {},
): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    const script = `${folder}/program.ts`;
    await Deno.writeTextFile(script, program);
    const command = await commandFor("bun", script, [], { env });
    const { success, stdout, stderr } = await command.output();
    const decoder = new TextDecoder();
    assert(success, decoder.decode(stderr));
    return decoder.decode(stdout) + decoder.decode(stderr);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const here = (path: string) =>
  JSON.stringify(new URL(path, import.meta.url).pathname);

Deno.test({
  name: "bun: garbage is collected where the heap is small",
  ignore: NO_BUN,
  async fn() {
    const output = await outputOf(`
      const { openMemory } = await import(${here("bun_memory.ts")});
      const left = async (maxHeap) => {
        const all = Array.from({ length: 1000 }, () => new WeakRef({}));
        await new Promise((resolve) => setTimeout(resolve));
        openMemory(maxHeap).collect();
        return all.filter((each) => each.deref() !== undefined).length;
      };
      const used = process.memoryUsage().heapUsed;
      console.log(await left(used / 2) > 900, await left(used * 10) < 100);
    `);
    assertEquals(output.trim(), "true true");
  },
});

Deno.test({
  name: "bun: FTL leaves out the code of bursts, and nothing else",
  ignore: NO_BUN,
  async fn() {
    const compiledIn = async (isLeftOut: boolean) => {
      const output = await outputOf(
        `
        const { leaveOutBurstCode } = await import(${here("compilers.ts")});
        const { AgingMap } = await import(${here("../../base/aging_map.ts")});
        if (${isLeftOut}) await leaveOutBurstCode();
        const map = new AgingMap();
        for (let n = 0; n < 300_000; n++) map.add(\`key\${n}\`, {});
        for (let n = 0; n < 600_000; n++) map.get(\`key\${n}\`);
        `,
        { BUN_JSC_reportFTLCompileTimes: "1", BUN_JSC_useConcurrentJIT: "0" },
      );
      return ["add", "get"].filter((name) =>
        new RegExp(`Optimized ${name}#.* with FTL`).test(output)
      );
    };
    assertEquals(await compiledIn(false), ["add", "get"]);
    assertEquals(await compiledIn(true), ["get"]);
  },
});
