// What the daemon does with messages.
import "../daemon/bad_messages_test.ts";
import "../daemon/bad_params_test.ts";
import "../daemon/basics_test.ts";
import "../daemon/elements_test.ts";
import "../daemon/fetch_test.ts";
import "../daemon/framing_test.ts";
import "../daemon/limits_test.ts";
import "../daemon/node_test.ts";
import "../daemon/path_rules_test.ts";
import "../daemon/routing_test.ts";
import "../daemon/soon_test.ts";
import "../daemon/total_backlog_test.ts";
import "../daemon/sort_test.ts";
import "../daemon/value_rules_test.ts";
import "../daemon/values_test.ts";
import "../daemon/vanishing_test.ts";
import "../daemon/websocket_test.ts";
