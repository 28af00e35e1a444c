// Serves a page that shows whatever is on the bus, by what it says of itself.
// Usage: deno run -A examples/dashboard/server.ts [ws url]
import { argv, env } from "node:process";
import { serve } from "../serve.ts";

const page = new URL("index.html", import.meta.url);
const daemon = argv[2] ?? env.JET_URL ?? "ws://localhost:11123";
console.log("dashboard at", await serve({ page, daemon, port: 8006 }));
