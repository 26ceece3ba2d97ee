// The package's entry: for portals that bundle their scripts.
export { start } from './footfall';
export type { Footfall, Options, Order, Properties } from './footfall';
