// Takes part among many peers: participant.ts URL NAME NAME,NAME,…
import process from "node:process";
import { participate } from "../../support/participant.ts";

const [url, name, names] = process.argv.slice(2);
await participate(url, name, names.split(","));
console.log("done");
