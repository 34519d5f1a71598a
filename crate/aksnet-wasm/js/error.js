// The one error that this library throws. Rust constructs it through wasm-bindgen (`module = "/js/error.js"`); the bundler
// resolves wasm-bindgen's copy of this file back to this one, so that `instanceof AksnetError` holds in every entry.

/** A question that could not be understood. What to do about it stands in `help`. */
export class AksnetError extends Error {
  /**
   * @param {string} code stable, kebab-case
   * @param {string} message one sentence
   * @param {string} [field] path in the input; absent when the whole input is meant
   * @param {string} [help] what would be accepted
   * @param {unknown} [cause] the error underneath, where there is one
   */
  constructor(code, message, field, help, cause) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "AksnetError";
    /** @type {string} */
    this.code = code;
    if (field !== undefined) {
      /** @type {string | undefined} */
      this.field = field;
    }
    if (help !== undefined) {
      /** @type {string | undefined} */
      this.help = help;
    }
  }
}
