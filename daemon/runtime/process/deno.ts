/**
 * The process of the program by Deno's own functions: `node:process`, with all
 * that it needs, makes the start 15 ms longer.
 *
 * @module
 */
import { isBrokenPipe } from "../../../command_line/errors.ts";
import type { Environment } from "../../../command_line/arguments.ts";
import {
  HANDLED_SIGNALS,
  type OwnProcess,
  type TextOutput,
} from "./outside.ts";

/** The variables, each read when it is asked for, as `process.env` does. */
const ENVIRONMENT: Environment = new Proxy({}, {
  get: (_, name) => typeof name === "string" ? Deno.env.get(name) : undefined,
});

const encoder = new TextEncoder();

/** Writes at once, as `process.stdout` does on Deno. */
export function outputTo(
  file: { writeSync(bytes: Uint8Array): number },
): TextOutput {
  return {
    write(text) {
      const bytes = encoder.encode(text);
      try {
        for (let sent = 0; sent < bytes.length;) {
          sent += file.writeSync(bytes.subarray(sent));
        }
      } catch (error) {
        // A closed pipe at the log must not end the daemon, and no full one that
        // does not block: what that does not take is dropped.
        const isFull = error instanceof Deno.errors.WouldBlock;
        if (!isFull && !isBrokenPipe(error)) throw error;
      }
    },
  };
}

/** The process of this program. */
export function processOfDeno(): OwnProcess {
  return {
    args: Deno.args,
    env: ENVIRONMENT,
    pid: Deno.pid,
    stdout: outputTo(Deno.stdout),
    stderr: outputTo(Deno.stderr),
    onSignal(listener) {
      for (const signal of HANDLED_SIGNALS) {
        // It has no SIGTERM.
        if (Deno.build.os === "windows" && signal === "SIGTERM") continue;
        Deno.addSignalListener(signal, () => listener(signal));
      }
    },
    onUnhandledRejection(listener) {
      addEventListener("unhandledrejection", (event) => {
        event.preventDefault();
        listener(event.reason);
      });
    },
    exit: (code) => Deno.exit(code),
    endWith(code) {
      Deno.exitCode = code;
    },
  };
}
