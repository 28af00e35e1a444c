/**
 * Asks for user and password. Neither is kept.
 *
 * @module
 */
import { useRef, useState } from "preact/hooks";
import { texts } from "../texts.ts";
import { bus, loginShown } from "./app.ts";
import { Dialog } from "./dialog.tsx";
import { Icon } from "./icons.tsx";

/** See the module. */
export function Login() {
  const user = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const close = () => loginShown.value = false;
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await bus.login(user.current?.value ?? "", password.current?.value ?? "");
      close();
    } catch (reason) {
      setError(reason instanceof Error ? reason.message : texts.loginRefused);
      password.current?.select();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog label={texts.login} onClose={close}>
      <form class="login" onSubmit={submit}>
        <h2>{texts.login}</h2>
        <label for="login-user">{texts.user}</label>
        <div class="field">
          <input
            id="login-user"
            ref={user}
            autocomplete="username"
            autocapitalize="none"
            required
          />
        </div>
        <label for="login-password">{texts.password}</label>
        <div class={`field ${error === "" ? "" : "bad"}`}>
          <input
            id="login-password"
            ref={password}
            type="password"
            autocomplete="current-password"
            aria-describedby="login-error"
          />
        </div>
        <p class="under t-err" id="login-error" role="status">
          {error !== "" && <Icon name="err" />}
          {error}
        </p>
        <div class="chips">
          <button type="submit" class="btn primary" disabled={busy}>
            {texts.login}
          </button>
          <button type="button" class="btn" onClick={close}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
