import { assertEquals } from "@std/assert";
import { seededRandom } from "../../tests/support/seeded_random.ts";
import { JsonError } from "./errors.ts";
import { JsonScanner } from "./scanner.ts";

const TEXTS = 1500;
const PARTS = [
  ...["0", "1", "7", "12", "-", ".", "e", "E", "+", "1.5", "-0", "2e3"],
  ...[",", "[", "]", "{", "}", ":", '"a"', " ", "\n", "true", "null", '"'],
];

const encoder = new TextEncoder();
const scanner = new JsonScanner("params");

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether the scanner takes a text, with other bytes around it. */
function takes(text: string, behind: string): boolean {
  const bytes = encoder.encode(`[1${text}${behind}`);
  const end = 2 + encoder.encode(text).length;
  try {
    scanner.finish(scanner.value(scanner.begin(bytes, 2, end)));
    return true;
  } catch (error) {
    if (error instanceof JsonError) return false;
    throw error;
  }
}

Deno.test("the scanner takes what JSON.parse takes, whatever stands behind the text", () => {
  const random = seededRandom(2026);
  const pick = () => PARTS[Math.floor(random() * PARTS.length)];
  let correct = 0;
  for (let count = 0; count < TEXTS; count++) {
    const length = 1 + Math.floor(random() * 5);
    const parts = Array.from({ length }, pick).join("");
    for (const text of [parts, `[${parts}]`, `[1,${parts}]`]) {
      const expected = isJson(text);
      if (expected) correct++;
      for (const behind of ["", "1", ",", "]", ".5", " "]) {
        const shown = `${JSON.stringify(text)} before ${behind}`;
        assertEquals(takes(text, behind), expected, shown);
      }
    }
  }
  assertEquals(correct > TEXTS / 20, true, `${correct} are correct`);
});
