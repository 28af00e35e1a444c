import { assertEquals } from "@std/assert";
import { acceptAll } from "./deno.ts";

Deno.test("connections that are reset before they are accepted hold up no others", async () => {
  const resets = 200;
  let accepted = 0;
  let calls = 0;
  const conn = "a connection";
  const begun = performance.now();
  await acceptAll({
    accept() {
      calls++;
      if (calls <= resets) {
        return Promise.reject(new Deno.errors.NotConnected());
      }
      return calls === resets + 1
        ? Promise.resolve(conn)
        : Promise.reject(new Deno.errors.BadResource());
    },
  }, () => accepted++);
  assertEquals(accepted, 1);
  // A pause for each of them would take 10 s.
  assertEquals(performance.now() - begun < 5000, true);
});
