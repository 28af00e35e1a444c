// The daemon as a process: options, signals, limits.
import "../adversary/adversary_test.ts";
import "../daemon/defaults_test.ts";
import "../daemon/import_by_url_test.ts";
import "../daemon/lifecycle_test.ts";
import "../daemon/options_test.ts";
import "../daemon/own_app_test.ts";
import "../daemon/peers_test.ts";
import "../daemon/pushing_back_test.ts";
import "../daemon/slow_reader_test.ts";
import "../daemon/stopping_test.ts";
import "../daemon/unix_file_test.ts";
import "../outages/outages_test.ts";
import "../outages/proxies_test.ts";
import "../outages/stopped_test.ts";
import "../websocket/client_test.ts";
import "../websocket/conformance_test.ts";
import "../websocket/timing_test.ts";
