// Tries to listen where it can't: prints the error for each item of its argument,
// a JSON array of options of `Daemon.listen`.
import process from "node:process";
import { firstLineOf } from "../../../command_line/errors.ts";
import { Daemon, type ListenOptions } from "../../../daemon.ts";

const attempts: ListenOptions[] = JSON.parse(process.argv[2]);
for (const options of attempts) {
  await using daemon = new Daemon();
  try {
    await daemon.listen(options);
    console.log("listens");
  } catch (error) {
    console.log(firstLineOf(error));
  }
}
