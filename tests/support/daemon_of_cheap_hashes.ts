// The daemon as a program whose new password hashes take little time.
import process from "node:process";
import { main } from "../../daemon/main.ts";
import { CHEAP_HASHES } from "./cheap_hashes.ts";

await main(process.argv.slice(2), CHEAP_HASHES);
