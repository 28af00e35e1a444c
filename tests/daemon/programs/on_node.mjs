// The daemon on Node, which neither knows `npm:` nor, before 24.2, whether a
// module is the program.
import { registerHooks } from "node:module";

const VERSIONED = /^npm:((?:@[^/]+\/)?[^@/]+)@[^/]+/;
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier.replace(VERSIONED, "$1"), context),
});
const { main } = await import("../../../daemon/main.ts");
await main();
