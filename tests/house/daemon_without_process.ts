// The daemon in a runtime where the first use of `globalThis.process` fails.
import { main } from "../../daemon/main.ts";

Object.defineProperty(globalThis, "process", {
  get(): never {
    throw new Error("the daemon loads node:process before it listens");
  },
});
await main();
