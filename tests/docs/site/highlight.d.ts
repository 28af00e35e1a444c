/**
 * What the site uses of highlight.js, whose own types bring those of the DOM.
 *
 * @module
 */
declare const hljs: {
  /** Undefined for a language that is not known. */
  getLanguage(name: string): object | undefined;
  /** Code as HTML with classes. */
  highlight(code: string, options: { language: string }): { value: string };
};
export default hljs;
