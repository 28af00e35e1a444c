/**
 * The bar at the top: the bus, the search, the connection and the user.
 *
 * @module
 */
import { useEffect, useRef } from "preact/hooks";
import { texts } from "../texts.ts";
import { formatCount } from "../values/kinds.ts";
import {
  bus,
  go,
  loginShown,
  route,
  search,
  setQuery,
  systemDark,
} from "./app.ts";
import { Icon, IconButton } from "./icons.tsx";
import { Menu } from "./menu.tsx";
import { theme } from "./settings.ts";

/** Pause after a letter before the search begins, in ms. */
const SEARCH_PAUSE_MS = 120;

function isDark(): boolean {
  if (theme.value !== "") return theme.value === "dark";
  return systemDark.value;
}

/** The search field. */
export function SearchField({ phone = false }: { phone?: boolean }) {
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const query = search.value;
  useEffect(() => {
    const { current } = field;
    if (current !== null && document.activeElement !== current) {
      current.value = query;
    }
  }, [query]);
  const look = (q: string) => {
    const { value } = route;
    if (value.view === "tree") return setQuery({ q });
    go({ view: "tree", query: { q } });
  };
  return (
    <div
      class={`field search ${phone ? "phone-search" : "not-phone"}`}
      role="search"
    >
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        aria-label={texts.searchLabel}
        placeholder={texts.searchHint}
        autocomplete="off"
        spellcheck={false}
        data-search
        onInput={({ currentTarget }) => {
          clearTimeout(timer.current);
          const { value } = currentTarget;
          timer.current = setTimeout(() => look(value), SEARCH_PAUSE_MS);
        }}
        onKeyDown={({ key, currentTarget }) => {
          if (key === "Enter") look(currentTarget.value);
          if (key === "Escape") {
            currentTarget.value = "";
            look("");
            currentTarget.blur();
          }
        }}
      />
      {query === "" ? <kbd>/</kbd> : (
        <button
          type="button"
          class="btn"
          aria-label={texts.clearSearch}
          onClick={() => {
            if (field.current !== null) field.current.value = "";
            look("");
          }}
        >
          <Icon name="x" />
        </button>
      )}
    </div>
  );
}

/** How the page is connected, in a word. */
export function LinkPill() {
  const { kind } = bus.state.value;
  if (kind === "open") {
    const rate = formatCount(bus.rate.value).replace(" ", "\u00a0");
    return (
      <span class="pill" data-link="open">
        <span class="dot" />
        {texts.live}
        <span class="dim not-phone">{rate}{texts.perSecond}</span>
      </span>
    );
  }
  return (
    <span class="pill" data-link={kind}>
      <span class={`dot ${kind === "lost" ? "lost" : "busy"}`} />
      {kind === "lost" ? texts.lost : texts.connecting}
    </span>
  );
}

function UserMenu() {
  const user = bus.user.value;
  if (user === "") {
    // Without users there is nothing to log in to.
    if (bus.info.value?.features.authentication !== true) return null;
    return (
      <button
        type="button"
        class="btn ghost not-phone"
        data-login
        onClick={() => loginShown.value = true}
      >
        <Icon name="user" />
        {texts.login}
      </button>
    );
  }
  return (
    <Menu
      label={user}
      button="btn ghost not-phone"
      items={[{ icon: "user", text: texts.logout, run: () => bus.logout() }]}
    >
      <Icon name="user" />
      {user}
      <Icon name="down" />
    </Menu>
  );
}

/** See the module. */
export function Top() {
  const name = bus.info.value?.name ?? "";
  return (
    <header class="top">
      <h1 class="brand">
        <a href="/radar/">
          <Icon name="radar" />
          {texts.title}
        </a>
        <small hidden={name === ""}>
          <bdi>{name}</bdi>
        </small>
      </h1>
      <SearchField />
      <span class="grow only-phone" />
      <LinkPill />
      <UserMenu />
      <IconButton
        icon="theme"
        label={texts.theme}
        onClick={() => theme.value = isDark() ? "light" : "dark"}
      />
    </header>
  );
}
