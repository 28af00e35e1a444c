// Radar: what it computes, and the page in a browser.
import "../radar/access_test.ts";
import "../radar/administration_test.ts";
import "../radar/build_test.ts";
import "../radar/exact_test.ts";
import "../radar/model_test.ts";
import "../radar/query_test.ts";
import "../radar/serve_test.ts";
import "../radar/values_test.ts";
import "../radar/page_test.ts";
import "../radar/plots_test.ts";
