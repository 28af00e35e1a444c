import { cannotRun } from "./members.ts";
import { runSpreadCluster } from "./spread_cluster.ts";

Deno.test({
  name: "peers of all dialects at three members see what one daemon would show",
  ignore: cannotRun("deno", "bun"),
  fn: () => runSpreadCluster(1, 12),
});
