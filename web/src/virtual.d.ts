// What the build makes itself.
declare module 'virtual:definitions' {
  import type { terms } from './terms';

  const definitions: Record<(typeof terms)[keyof typeof terms], string>;
  export default definitions;
}
