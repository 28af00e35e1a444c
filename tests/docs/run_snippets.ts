/**
 * Runs programs one after the other, and prints for each of them a line of JSON
 * with what it has printed.
 *
 * @module
 */
import { formatWithOptions } from "node:util";
import process from "node:process";

const print = console.log;
for (const file of process.argv.slice(2)) {
  const lines: string[] = [];
  console.log = (...values: unknown[]) => {
    lines.push(formatWithOptions({ depth: 9, breakLength: 1000 }, ...values));
  };
  let failure: string | undefined;
  try {
    await import(file);
  } catch (error) {
    failure = String(error);
  }
  print(JSON.stringify({ file, output: lines.join("\n"), failure }));
}
process.exit(0);
