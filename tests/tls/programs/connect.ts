/**
 * Connects to each address with an authority's file, then without, and prints
 * what comes of it. Arguments: the file, addresses.
 */
import { readFileSync } from "node:fs";
import process from "node:process";
import { Peer } from "../../../peer.ts";

const [file, ...urls] = process.argv.slice(2);
const ca = readFileSync(file, "utf8");

async function report(url: string, tls: { ca: string } | undefined) {
  try {
    const peer = await Peer.connect(url, { tls });
    await peer.info();
    console.log("connected");
    await peer.close();
  } catch (error) {
    console.log(error instanceof Error ? error.message : String(error));
  }
}

for (const url of urls) await report(url, { ca });
for (const url of urls) await report(url, undefined);
process.exit();
