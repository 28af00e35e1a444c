// GUN.
import "../gun/access_test.ts";
import "../gun/client_daemon_test.ts";
import "../gun/client_test.ts";
import "../gun/kill_daemon_test.ts";
import "../gun/kill_test.ts";
import "../gun/limits_test.ts";
import "../gun/property/mesh_test.ts";
import "../gun/relay_link_test.ts";
import "../gun/relay_test.ts";
import "../gun/second_daemon_test.ts";
import "../gun/share_test.ts";
import "../gun/space_access_test.ts";
import "../gun/space_test.ts";
import "../gun/store_test.ts";
import "../gun/wire_test.ts";
import "../gun/turns_test.ts";
import "../kept/kill_test.ts";

import { registerBeside } from "../support/beside.ts";

registerBeside();
