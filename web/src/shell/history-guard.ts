// Lets one part of a page stand in the way of the browser's back and forward. Browsers call those who
// listen to them in the order in which they came, so this has to be loaded before the router listens.
type Guard = (event: PopStateEvent) => void;

let guard: Guard | undefined;

window.addEventListener('popstate', (event) => guard?.(event));

// Until the function that is returned is called. What stops the event keeps the router where it is.
export function guardHistory(by: Guard): () => void {
  guard = by;
  return () => {
    if (guard === by) guard = undefined;
  };
}
