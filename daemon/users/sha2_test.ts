import { assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { digestOf } from "./sha2.ts";

for (const algorithm of ["sha256", "sha512"] as const) {
  Deno.test(`${algorithm} of every length up to three blocks is that of the runtime`, () => {
    const digest = digestOf(algorithm);
    for (let length = 0; length <= 3 * 128; length++) {
      const message = Uint8Array.from(
        { length },
        (_, at) => 7 * at + length & 255,
      );
      const expected = createHash(algorithm).update(message).digest("hex");
      assertEquals(digest(message).toHex(), expected, `${length} bytes`);
    }
  });
}
