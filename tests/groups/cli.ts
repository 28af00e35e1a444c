// The program `jet`.
import "../cli/completions_test.ts";
import "../cli/context_test.ts";
import "../cli/doctor_test.ts";
import "../cli/examples_test.ts";
import "../cli/meta_test.ts";
import "../cli/parts_test.ts";
import "../cli/pipe_test.ts";
import "../cli/terminal_test.ts";
import "../cli/usage_test.ts";
import "../cli/users_test.ts";

import { registerBeside } from "../support/beside.ts";

registerBeside();
