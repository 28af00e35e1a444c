/**
 * The list of keys.
 *
 * @module
 */
import { texts } from "../texts.ts";
import { keysShown } from "./app.ts";
import { Dialog } from "./dialog.tsx";

/** See the module. */
export function KeyList() {
  const close = () => keysShown.value = false;
  return (
    <Dialog label={texts.keyList} onClose={close}>
      <h2>{texts.keyList}</h2>
      <dl class="key-list">
        {texts.keyTexts.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <button type="button" class="btn" onClick={close}>{texts.close}</button>
    </Dialog>
  );
}
