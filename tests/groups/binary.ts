// Binary Jet and peers.
import "../binary/access_test.ts";
import "../binary/document_test.ts";
import "../binary/functions_test.ts";
import "../binary/fuzz_test.ts";
import "../binary/mixed_test.ts";
import "../binary/python_test.ts";
import "../binary/websocket_test.ts";
import "../peer/binary_daemon_test.ts";
import "../peer/binary_test.ts";
import "../peer/dialects_test.ts";
import "../peer/errors_test.ts";
import "../peer/exact_values_test.ts";
import "../peer/given_up_test.ts";
import "../peer/group_test.ts";
import "../peer/hierarchy_test.ts";
import "../peer/links_test.ts";
import "../peer/meta_test.ts";
import "../peer/on_use_test.ts";
import "../peer/misspelt_test.ts";
import "../peer/wrong_port_test.ts";
import "../peer/parity_test.ts";
import "../peer/peer_test.ts";
import "../peer/schema_test.ts";
import "../peer/signals_test.ts";
import "../peer/size_test.ts";
import "../peer/store_test.ts";

import { registerBeside } from "../support/beside.ts";

registerBeside();
