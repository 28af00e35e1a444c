// The daemon in a runtime that prints when `globalThis.process` and
// `globalThis.Buffer` are first read: that is when Deno loads them.
for (const name of ["process", "Buffer"]) {
  const { get } = Object.getOwnPropertyDescriptor(globalThis, name) ?? {};
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get() {
      Deno.stdout.writeSync(new TextEncoder().encode(`read ${name}\n`));
      return get?.call(globalThis);
    },
  });
}
const { main } = await import("../../daemon/main.ts");
await main();
