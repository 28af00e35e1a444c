/**
 * The page that tries the API for HTTP, made of its OpenAPI document.
 *
 * @module
 */
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { isRecord, messageOf } from "../base/narrowing.ts";
import {
  authorizationOf,
  type Operation,
  operationsOf,
} from "./explore/document.ts";
import { OperationForm } from "./explore/operation.tsx";
import { exploreTexts as texts } from "./texts.ts";

interface Loaded {
  readonly title: string;
  readonly operations: readonly Operation[];
}

async function load(): Promise<Loaded> {
  const response = await fetch("/openapi.json");
  const document: unknown = await response.json();
  const info = isRecord(document) && isRecord(document.info)
    ? document.info
    : {};
  return {
    title: `${info.title ?? ""} ${info.version ?? ""}`,
    operations: operationsOf(document),
  };
}

function Explorer() {
  const [loaded, setLoaded] = useState<Loaded>();
  const [error, setError] = useState("");
  const [user, setUser] = useState("");
  const [secret, setSecret] = useState("");
  useEffect(() => {
    load().then(setLoaded, (reason) => setError(messageOf(reason)));
  }, []);
  return (
    <main class="explore">
      <header>
        <h1>{loaded?.title ?? texts.title}</h1>
        <p class="dim">
          {texts.hint} <a href="/openapi.json">/openapi.json</a>
        </p>
      </header>
      {error !== "" && <p class="note err">{error}</p>}
      <form class="edit" onSubmit={(event) => event.preventDefault()}>
        <div class="field">
          <input
            aria-label={texts.user}
            placeholder={texts.user}
            autocomplete="username"
            autocapitalize="none"
            value={user}
            onInput={({ currentTarget }) => setUser(currentTarget.value)}
          />
        </div>
        <div class="field">
          <input
            type="password"
            aria-label={texts.secret}
            placeholder={texts.secret}
            autocomplete="current-password"
            value={secret}
            onInput={({ currentTarget }) => setSecret(currentTarget.value)}
          />
        </div>
      </form>
      {loaded?.operations.map((operation) => (
        <OperationForm
          key={operation.id}
          operation={operation}
          authorization={authorizationOf(user, secret)}
        />
      ))}
    </main>
  );
}

const root = document.getElementById("explore");
if (root !== null) render(<Explorer />, root);
