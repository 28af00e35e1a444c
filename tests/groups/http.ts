// The bus over HTTP.
import "../http/api_test.ts";
import "../http/document_test.ts";
import "../http/openapi_test.ts";
import "../http/resume_test.ts";
import "../http/rights_test.ts";
