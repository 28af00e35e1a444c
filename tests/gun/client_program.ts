// Uses the graph together with others: client_program.ts URL NAME NAME,NAME,…
import process from "node:process";
import { participate } from "./client_participant.ts";

const [url, name, names] = process.argv.slice(2);
await participate(url, name, names.split(","));
