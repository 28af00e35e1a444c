/**
 * The process of the program on Bun.
 *
 * @module
 */
import { isBrokenPipe } from "../../../command_line/errors.ts";
import { processOfNode } from "./node.ts";
import type { OwnProcess, TextOutput } from "./outside.ts";

/** Takes text without waiting; what a full pipe does not take is kept. */
interface FileSink {
  write(text: string): number | Promise<number>;
  flush(): number | Promise<number>;
}

/** A file of the process. */
interface OutputFile {
  writer(): FileSink;
}

// The part of Bun's API that is used here: Deno checks this file too.
declare const Bun: {
  readonly stdout: OutputFile;
  readonly stderr: OutputFile;
};

function failed(error: unknown): void {
  // A closed pipe at the log must not end the daemon.
  if (!isBrokenPipe(error)) throw error;
}

/** Writes by Bun's own sink: to open `process.stdout` takes 6 ms. */
function outputTo(file: OutputFile): TextOutput {
  let sink: FileSink | undefined;
  return {
    write(text) {
      sink ??= file.writer();
      try {
        for (const result of [sink.write(text), sink.flush()]) {
          if (result instanceof Promise) result.catch(failed);
        }
      } catch (error) {
        failed(error);
      }
    },
  };
}

/** The process of this program. */
export function processOfBun(): OwnProcess {
  return {
    ...processOfNode(),
    stdout: outputTo(Bun.stdout),
    stderr: outputTo(Bun.stderr),
  };
}
