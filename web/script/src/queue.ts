// Events on their way to the server. Each is an item of its own in the browser's storage, so that
// tabs do not overwrite each other's; where storage is forbidden or full they are in memory.

export interface Waiting {
  name: string; // its place in the order
  text: string;
}

export interface Queue {
  add(name: string, text: string): void;
  // Oldest first.
  waiting(): Waiting[];
  remove(names: string[]): void;
}

// What is kept of a visitor whose server is out of reach; the oldest make room.
const eventsMax = 200;

export function openQueue(prefix: string): Queue {
  const memory: Record<string, string> = {};

  function storage(): Storage | undefined {
    try {
      return window.localStorage;
    } catch {
      return undefined;
    }
  }

  function stored(): Waiting[] {
    const found: Waiting[] = [];
    try {
      const items = storage();
      for (let i = 0; items && i < items.length; ++i) {
        const key = items.key(i) ?? '';
        const text = key.startsWith(prefix) && items.getItem(key);
        if (text) found.push({ name: key.slice(prefix.length), text });
      }
    } catch {
      // What cannot be read is not there.
    }
    return found;
  }

  function waiting(): Waiting[] {
    const all = stored();
    for (const name of Object.keys(memory)) all.push({ name, text: memory[name] ?? '' });
    return all.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  function remove(names: string[]) {
    for (const name of names) {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
      delete memory[name];
      try {
        storage()?.removeItem(prefix + name);
      } catch {
        // Sent again it counts once.
      }
    }
  }

  return {
    add(name, text) {
      const all = waiting();
      remove(all.slice(0, Math.max(0, all.length - eventsMax + 1)).map((each) => each.name));
      try {
        const items = storage();
        if (!items) throw new Error('no storage');
        items.setItem(prefix + name, text);
      } catch {
        memory[name] = text;
      }
    },
    waiting,
    remove,
  };
}
