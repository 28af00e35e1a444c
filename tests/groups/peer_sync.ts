// The blocking peer.
import "../peer_sync/dying_daemon_test.ts";
import "../peer_sync/ending_test.ts";
import "../peer_sync/handlers_test.ts";
import "../peer_sync/import_test.ts";
import "../peer_sync/load_test.ts";
import "../peer_sync/operations_test.ts";
import "../kept/library_test.ts";

import { registerBeside } from "../support/beside.ts";

registerBeside();
