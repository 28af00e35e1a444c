import { assertEquals, assertStringIncludes } from "@std/assert";
import { versionWarning } from "./runtime_version.ts";

Deno.test("runtimes are taken from the oldest tested version on", () => {
  for (
    const versions of [
      { deno: "2.8.0", node: "24.2.0" },
      { deno: "2.10.1" },
      { deno: "3.0.0" },
      { bun: "1.4.5", node: "24.3.0" },
      { bun: "2.0.0" },
    ]
  ) assertEquals(versionWarning(versions), undefined);
  for (
    const [versions, oldest] of [
      [{ deno: "2.7.14", node: "24.1.0" }, "2.8"],
      [{ deno: "1.46.3" }, "2.8"],
      [{ bun: "1.3.5", node: "24.3.0" }, "1.4"],
      [{ node: "24.3.0" }, "Deno and Bun"],
    ] as const
  ) assertStringIncludes(versionWarning(versions) ?? "", oldest);
});
