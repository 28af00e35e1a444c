/**
 * The process of the program by `process`, on Node.
 *
 * @module
 */
import { isBrokenPipe } from "../../../command_line/errors.ts";
import {
  HANDLED_SIGNALS,
  type OwnProcess,
  type TextOutput,
} from "./outside.ts";

/** What the process writes to. */
interface OutputStream extends TextOutput {
  on(event: "error", listener: (error: unknown) => void): unknown;
}

/** Opens an output of the process for its first text. */
function opened(open: () => OutputStream): TextOutput {
  let stream: OutputStream | undefined;
  return {
    write(text) {
      if (stream === undefined) {
        stream = open();
        // EPIPE is ignored: a closed pipe at the log must not end the daemon.
        stream.on("error", (error) => {
          if (!isBrokenPipe(error)) throw error;
        });
      }
      stream.write(text);
    },
  };
}

/** The process of this program. */
export function processOfNode(): OwnProcess {
  const { process } = globalThis;
  return {
    args: process.argv.slice(2),
    env: process.env,
    pid: process.pid,
    stdout: opened(() => process.stdout),
    stderr: opened(() => process.stderr),
    onSignal(listener) {
      for (const signal of HANDLED_SIGNALS) {
        process.on(signal, () => listener(signal));
      }
    },
    onUnhandledRejection(listener) {
      process.on("unhandledRejection", listener);
    },
    exit: (code) => process.exit(code),
    endWith(code) {
      process.exitCode = code;
    },
  };
}
