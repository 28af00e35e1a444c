// The daemon as a program whose new password hashes take little time.
import process from "node:process";
import { main } from "../../daemon/main.ts";

await main(process.argv.slice(2), { cost: 4 });
