// Writes to a store for ever and prints what is acknowledged:
// kill_writer.ts FILE NUMBER_OF_FIRST_CALL
import { writeSync } from "node:fs";
import process from "node:process";
import { openStore } from "../../gun/store/open.ts";
import { callOf } from "./kill_ledger.ts";

const [path, first] = process.argv.slice(2);
const MOST_UNDER_WAY = 300;
const LARGEST_TURN = 20;

const store = await openStore(path);
let next = Number(first);
let underWay = 0;

function turn(): void {
  const count = Math.ceil(Math.random() * LARGEST_TURN);
  for (let i = 0; i < count && underWay < MOST_UNDER_WAY; i++) {
    const number = next++;
    underWay++;
    store.write(callOf(number), (error) => {
      if (error !== null) throw error;
      underWay--;
      // At once: what is acknowledged must be known outside.
      writeSync(1, `acknowledged ${number}.\n`);
    });
  }
  // Now and then the file is changed in other ways.
  if (Math.random() < 0.002) store.compact();
  setTimeout(turn, Math.random() * 2);
}

turn();
