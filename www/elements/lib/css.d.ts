/** Stylesheets are imported as text and become constructable stylesheets: no `<style>` element, so a strict `style-src` suffices. */
declare module "*.css" {
  const text: string;
  export default text;
}
