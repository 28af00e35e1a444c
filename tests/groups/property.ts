// Property tests of the bus.
import "../property/bus_test.ts";
import "../property/notes_test.ts";
import "../property/notices_test.ts";
import "../property/signals_test.ts";
import "../property/sockets_test.ts";
import "../property/staying_test.ts";
