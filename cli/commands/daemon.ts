/**
 * `jet daemon`: the daemon itself.
 *
 * @module
 */
import { DAEMON_OPTIONS } from "../../daemon/options/table.ts";
import type { RawCommand } from "../shell/command.ts";

/** See the module. */
export const daemon: RawCommand = {
  name: "daemon",
  summary: "Run the daemon, with all its options: jet daemon --help",
  words: [],
  options: DAEMON_OPTIONS,
  examples: ["jet daemon --port 11122 --users users.json"],
  async runRaw(args) {
    // Loaded here only: the other commands start faster without the daemon.
    const { main } = await import("../../daemon/main.ts");
    await main(args);
  },
};
