// Serves the page that shows what all cameras see.
// Usage: deno run -A examples/camera/viewer.ts [ws url]
import { argv, env } from "node:process";
import { serve } from "../serve.ts";

const page = new URL("page.html", import.meta.url);
const daemon = argv[2] ?? env.JET_URL ?? "ws://localhost:11123";
console.log("cameras at", await serve({ page, daemon, port: 8004 }));
