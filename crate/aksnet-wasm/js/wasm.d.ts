/** The bundler hands over the module as base64 text, which is decoded when it is asked for and not when it is imported. */
declare module "*.wasm" {
  const base64: string;
  export default base64;
}
