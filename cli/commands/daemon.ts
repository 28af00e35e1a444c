/**
 * `jet daemon`: the daemon itself.
 *
 * @module
 */
import type { RawCommand } from "../shell/command.ts";

/** See the module. */
export const daemon: RawCommand = {
  name: "daemon",
  summary: "Run the daemon, with all its options: jet daemon --help",
  words: ["--help", "--version"],
  examples: ["jet daemon --port 11122 --users users.json"],
  async runRaw(args) {
    // Only loaded here: the tools start without it.
    const { main } = await import("../../daemon/main.ts");
    await main(args);
  },
};
