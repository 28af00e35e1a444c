// Examples, and what runs in browsers, which share one.
import "../browser/all_peers_test.ts";
import "../browser/frozen_test.ts";
import "../browser/picture_test.ts";
import "../tls/browser_test.ts";
import "../radar/access_test.ts";
import "../radar/musts_test.ts";
import "../radar/page_test.ts";
import "../radar/people_test.ts";
import "../radar/transfer_test.ts";
import "../examples/address_test.ts";
import "../examples/camera_test.ts";
import "../examples/chat_test.ts";
import "../examples/dashboard_test.ts";
import "../examples/first_test.ts";
import "../examples/frameworks_test.ts";
import "../examples/frost_guard_test.ts";
import "../examples/hono_test.ts";
import "../examples/others_test.ts";
import "../examples/thermostat_test.ts";
import "../examples/todo_test.ts";
import "../testing/browser_test.ts";
import "../testing/runtimes_test.ts";
import "../testing/test_bus_test.ts";
import "../gun/client_runtimes_test.ts";
import "../websocket/interop_test.ts";
import "../docs/commands_test.ts";
import "../docs/shell_test.ts";
import "../docs/snippets_test.ts";

import { registerBeside } from "../support/beside.ts";

registerBeside();
