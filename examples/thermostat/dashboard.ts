// Serves the page that shows all rooms; the page itself is a peer.
// Usage: deno run -A examples/thermostat/dashboard.ts [ws url]
import { argv, env } from "node:process";
import { serve } from "../serve.ts";

const page = new URL("dashboard.html", import.meta.url);
const daemon = argv[2] ?? env.JET_URL ?? "ws://localhost:11123";
console.log("dashboard at", await serve({ page, daemon, port: 8001 }));
