/**
 * `jet completions`: what makes a shell complete the words of `jet`.
 *
 * @module
 */
import type { AnyCommand, Command } from "../shell/command.ts";
import { UsageError } from "../../command_line/errors.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;

/**
 * The command.
 *
 * @param commands All commands; called when the completions are printed.
 */
export const completions = (
  commands: () => readonly AnyCommand[],
): Command => ({
  name: "completions",
  summary: "Print completions for bash, zsh or fish",
  details: `bash:  source <(jet completions bash)
zsh:   jet completions zsh > "\${fpath[1]}/_jet"
fish:  jet completions fish > ~/.config/fish/completions/jet.fish

Paths are asked for at the daemon of JET_URL.`,
  operands: [{ name: "SHELL", complete: SHELLS }],
  options: [],
  examples: ["source <(jet completions bash)"],
  connects: false,
  async run({ given, out }) {
    const shell = SHELLS.find((shell) => shell === given.operands[0]);
    if (shell === undefined) {
      throw new UsageError(`SHELL is one of ${SHELLS.join(", ")}`);
    }
    const { bashCompletions } = await import("../completions/bash.ts");
    const { fishCompletions } = await import("../completions/fish.ts");
    const { zshCompletions } = await import("../completions/zsh.ts");
    const write = {
      bash: bashCompletions,
      zsh: zshCompletions,
      fish: fishCompletions,
    }[shell];
    await out.write(write(commands()));
  },
});
