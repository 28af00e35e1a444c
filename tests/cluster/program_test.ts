import { cannotRun } from "./members.ts";
import { runPrograms } from "./programs.ts";

Deno.test({
  name: "random programs at three members see one owner of each path, in order",
  ignore: cannotRun("deno", "bun"),
  fn: () => runPrograms(1, 8, 40),
});
