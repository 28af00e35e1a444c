// Users, logins and access.
import "../access/add_test.ts";
import "../access/administration_test.ts";
import "../access/authorize_test.ts";
import "../access/basic_test.ts";
import "../access/closed_test.ts";
import "../access/elements_test.ts";
import "../access/login_test.ts";
import "../access/matrix_test.ts";
import "../access/order_test.ts";
import "../access/origin_test.ts";
import "../access/passwords_test.ts";
import "../access/proxy_test.ts";
import "../access/revised_test.ts";
import "../access/running_fetch_test.ts";
import "../access/secrets_test.ts";
import "../access/signals_test.ts";
import "../access/throttle_test.ts";
import "../access/users_program_test.ts";
import "../kept/access_test.ts";

import { registerBeside } from "../support/beside.ts";

registerBeside();
